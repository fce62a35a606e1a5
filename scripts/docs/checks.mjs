import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cell, code, fence, generated, table } from './markdown.mjs';

/** Every check: what it judges, from what, how to verify and how to fix it, and its examples. */
export async function checksPage(dist) {
  const { checks } = await import(pathToFileURL(join(dist, 'checks/index.js')));
  const { questions } = await import(pathToFileURL(join(dist, 'core/question.js')));
  const sorted = [...checks].sort((a, b) => (a.id < b.id ? -1 : 1));
  const required = sorted.filter((check) => check.required).length;
  const rows = sorted.map((check) => [
    `[${check.id}](#${check.id.toLowerCase()})${check.required ? ' **R**' : ''}`,
    cell(check.title),
    check.severity,
    check.questions.join(', '),
  ]);
  const head = `${generated}\n# Checks\n\n${sorted.length} checks, ${required} of them required for SAFE (**R**). ${claims(questions)}\n`;
  return `${head}\n${table(['check', 'what is wrong when it fails', 'severity', 'questions'], rows)}\n\n${sorted.map(section).join('\n')}`;
}

function claims(questions) {
  const list = Object.entries(questions).map(([id, { claim }]) => `${id} ${claim}`);
  return `The questions: ${list.join('; ')}.`;
}

function section(check) {
  const facts = (specs) =>
    Object.values(specs)
      .map((spec) => `${code(spec.id)} (${spec.sources.map(code).join(', ')})`)
      .join('; ');
  const uses = facts(check.uses);
  const commands = check.remediation.commands ?? [];
  return [
    `## ${check.id}\n`,
    `**${check.title}.** Severity ${check.severity}${check.required ? '; required for SAFE' : ''}${check.gate ? '; a gate: it answers or says why it cannot' : ''}.\n`,
    `${check.whyItMatters}\n`,
    `- **Needs:** ${facts(check.needs) || 'nothing'}`,
    ...(uses === '' ? [] : [`- **Uses when known:** ${uses}`]),
    `- **Verify by hand:** ${code(check.verifyByHand)}`,
    `- **Remedy:** ${check.remediation.text}`,
    ...(check.references.length === 0 ? [] : [`- **References:** ${check.references.join(', ')}`]),
    ...examples(check),
    ...(commands.length === 0 ? [] : ['', fence(commands.join('\n'), 'sh')]),
    '',
  ].join('\n');
}

function examples({ examples: { pass, fail, blind } }) {
  const line = (name, list) =>
    list.length === 0 ? [] : [`- **${name}:** ${list.map(({ title }) => title).join('; ')}`];
  return [...line('Passes', pass), ...line('Fails', fail), ...line('Cannot tell', blind)];
}
