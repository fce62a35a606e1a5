import { cannotTell, fail, type Outcome } from '../../core/check.js';
import type { EvidenceRef } from '../../core/evidence.js';
import { plural } from './plural.js';

/** True when the operator listed the entry, by path, name, or a part of the command at least eight characters long. */
export function isApproved(approved: readonly string[], names: readonly string[], command = ''): boolean {
  return approved.some((entry) => {
    const wanted = entry.trim();
    if (wanted === '') return false;
    return (
      names.includes(wanted) ||
      names.some((name) => name.endsWith(`/${wanted}`)) ||
      (wanted.length >= 8 && command.includes(wanted))
    );
  });
}

/** One entry that starts something and that no package owns. */
export interface Unowned {
  readonly text: string;
  readonly location: string;
  readonly subject: string;
  readonly ref: EvidenceRef;
}

/** What is neither owned nor approved: with a declared list each is a finding, without one all are a single question. */
export function judgeUnowned(
  unowned: readonly Unowned[],
  how: { readonly declared: boolean; readonly kind: string; readonly key: string },
): readonly Outcome[] {
  const [first] = unowned;
  if (!first) return [];
  if (how.declared) {
    return unowned.slice(0, 20).map(({ text, location, subject, ref }) =>
      fail([ref], {
        subject,
        what: `${text} belongs to no package and is not under ${how.key} in candor.yaml`,
        location,
      }),
    );
  }
  const list = unowned.map(({ text }) => text);
  return [
    cannotTell(
      'not-collected',
      `${plural(unowned.length, how.kind)} that no package is known to own: ${list.slice(0, 8).join('; ')}`,
      {
        evidence: unowned.slice(0, 8).map(({ ref }) => ref),
        settle: `Are these yours? If so, list them under ${how.key} in candor.yaml.`,
      },
    ),
  ];
}
