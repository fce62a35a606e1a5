import { checks } from '../checks/index.js';
import { distance } from '../config/parse-policy.js';
import type { Check } from '../core/check.js';
import { CandorError } from '../core/errors.js';
import { questions } from '../core/question.js';

/** A page about one check, or the list of all. An unknown id is a usage error that names the nearest. */
export function explain(id: string | undefined, json: boolean): string {
  const sorted = [...checks].sort(byId);
  if (id === undefined) return json ? `${JSON.stringify(sorted.map(facts), null, 2)}\n` : list(sorted);
  const check = sorted.find((one) => one.id === id.toUpperCase());
  if (!check)
    throw new CandorError('USAGE', `there is no check "${id}"`, {
      hint: `nearest: ${nearest(id.toUpperCase(), sorted)}; candor explain lists all`,
    });
  return json ? `${JSON.stringify(facts(check), null, 2)}\n` : page(check);
}

function byId(a: Check, b: Check): number {
  return a.id < b.id ? -1 : 1;
}

function list(sorted: readonly Check[]): string {
  return `${sorted.map((check) => `${check.id.padEnd(7)} ${check.required ? 'R' : ' '} ${check.severity.padEnd(13)} ${check.title}`).join('\n')}\n\n${sorted.length} checks; R = required for SAFE\n`;
}

function nearest(id: string, sorted: readonly Check[]): string {
  return [...sorted]
    .sort((a, b) => distance(a.id, id) - distance(b.id, id))
    .slice(0, 3)
    .map((check) => check.id)
    .join(', ');
}

function facts(check: Check) {
  return {
    id: check.id,
    title: check.title,
    questions: check.questions,
    severity: check.severity,
    required: check.required,
    gate: check.gate ?? false,
    needs: Object.values(check.needs).map((spec) => spec.id),
    uses: Object.values(check.uses).map((spec) => spec.id),
    sources: [...new Set(Object.values({ ...check.needs, ...check.uses }).flatMap((spec) => spec.sources))],
    whyItMatters: check.whyItMatters,
    verifyByHand: check.verifyByHand,
    remediation: check.remediation,
    references: check.references,
    examples: {
      pass: titles(check.examples.pass),
      fail: titles(check.examples.fail),
      blind: titles(check.examples.blind),
    },
  };
}

function titles(examples: readonly { readonly title: string }[]): string[] {
  return examples.map((example) => example.title);
}

function page(check: Check): string {
  const about = facts(check);
  const claims = check.questions.map((id) => `${id} "${questions[id].claim}"`).join(', ');
  const commands = check.remediation.commands ?? [];
  return [
    `${check.id}  ${check.title}`,
    '',
    `severity  ${check.severity}${check.required ? ', required for SAFE' : ''}${check.gate ? ', a gate (its failure is an unknown)' : ''}`,
    `claims    ${claims}`,
    `looks at  ${about.sources.join(', ') || 'nothing of the host'}`,
    '',
    check.whyItMatters,
    '',
    `By hand   $ ${check.verifyByHand}`,
    `Remedy    ${check.remediation.text}`,
    ...commands.map((command) => `          $ ${command}`),
    '',
    `Passes    ${about.examples.pass.join('; ')}`,
    `Fails     ${about.examples.fail.join('; ') || '(never by itself)'}`,
    `Unknown   ${about.examples.blind.join('; ')}`,
    ...(check.references.length > 0 ? ['', `See       ${check.references.join('; ')}`] : []),
    '',
  ].join('\n');
}
