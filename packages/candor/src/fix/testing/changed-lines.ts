import { diffArrays } from 'diff';

/** The lines that an edit took away and put in, without the rest, in the order of the file. */
export function changedLines(before: string, after: string): { readonly removed: string[]; readonly added: string[] } {
  const parts = diffArrays(before.split(/(?<=\n)/), after.split(/(?<=\n)/));
  return {
    removed: parts.filter((part) => part.removed).flatMap((part) => part.value),
    added: parts.filter((part) => part.added).flatMap((part) => part.value),
  };
}
