import type { ParameterExpansionPart } from 'unbash';

const CASES: Readonly<Record<string, (value: string) => string>> = {
  ',,': (value) => value.toLowerCase(),
  '^^': (value) => value.toUpperCase(),
  ',': (value) => value.slice(0, 1).toLowerCase() + value.slice(1),
  '^': (value) => value.slice(0, 1).toUpperCase() + value.slice(1),
};

function slice(value: string, offset: string, length: string | undefined): string {
  const from = Number.parseInt(offset, 10);
  const count = length === undefined ? undefined : Number.parseInt(length, 10);
  if (Number.isNaN(from)) return value;
  const rest = value.slice(from);
  return count === undefined || Number.isNaN(count) ? rest : rest.slice(0, count);
}

/** `*` and `?` and `@` patterns of the "remove everything" kind are not evaluated: the value stays. */
function remove(value: string, operator: string, pattern: string): string {
  if (/[*?[]/.test(pattern) || pattern === '') return value;
  if (operator.startsWith('#')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  return value.endsWith(pattern) ? value.slice(0, -pattern.length) : value;
}

function defaulted(value: string | undefined, operator: string, operand: string): string {
  const empty = operator.startsWith(':') ? (value ?? '') === '' : value === undefined;
  if (operator.endsWith('+')) return empty ? '' : operand;
  return empty ? operand : (value ?? '');
}

/**
 * Value of `${name…}` for a known variable (bash manual, 3.5.3 Shell Parameter Expansion); `operand` gives the expanded
 * text of a word inside the braces.
 */
export function parameterValue(
  part: ParameterExpansionPart,
  value: string | undefined,
  operand: (word: { readonly value: string }) => string,
): string {
  const operation = part.operation;
  const known = value ?? '';
  if (part.prefix === '#') return String(known.length);
  if (operation === undefined) return known;
  switch (operation.type) {
    case 'Default':
      return defaulted(value, operation.operator, operand(operation.operand));
    case 'Slice':
      return slice(known, operation.offset.value, operation.length?.value);
    case 'Remove':
      return remove(known, operation.operator, operation.operand.value);
    case 'CaseModification':
      return CASES[operation.operator]?.(known) ?? known;
    case 'Replace': {
      const from = operation.pattern.value;
      if (from === '' || /[*?[]/.test(from)) return known;
      const to = operand(operation.replacement);
      return operation.operator === '//' ? known.replaceAll(from, () => to) : known.replace(from, () => to);
    }
    default:
      return known;
  }
}
