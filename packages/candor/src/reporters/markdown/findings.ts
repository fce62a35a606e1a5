import type { Report } from '../../core/report.js';
import { type Result, resultKey } from '../../core/result.js';
import { compare, type FindingGroup, findingGroups } from '../shared/findings.js';
import { refPlace, sentence, subjectWords } from '../shared/words.js';
import { code, fence, md, prose } from './escape.js';

const levels = [
  ['Critical', ['critical']],
  ['High', ['high']],
  ['Minor', ['medium', 'low', 'informational']],
] as const;

/** Findings by weight, then what was verified to be in order. */
export function findings(report: Report): string {
  const groups = findingGroups(report);
  const parts = levels.map(([name, severities]) => {
    const own = groups.filter((group) => severities.some((one) => one === group.severity));
    return `### ${name}\n\n${own.length === 0 ? 'None.' : own.map(finding).join('\n\n')}`;
  });
  return [...parts, `### Secure (verified)\n\n${secure(report)}`].join('\n\n');
}

function finding(group: FindingGroup): string {
  const { lead } = group;
  const part = group.incidents.length > 0 ? `, part of ${group.incidents.map(md).join(', ')}` : '';
  const items = group.results.map((one) =>
    `  - ${md(`${one.check}, ${subjectWords(one.subject)}`)}: ${md(sentence(one.what ?? one.title))} ${proof(one)}`.trimEnd(),
  );
  const lines = [
    `#### ${md(group.checks.join(', '))}: ${md(lead.title)}`,
    '',
    `- **Location:** ${md(lead.location ?? subjectWords(lead.subject))}`,
    `- **Severity:** ${group.severity}${part}`,
    '- **What:**',
    ...items,
    `- **Why it matters:** ${prose(lead.whyItMatters)}`,
    `- **Status:** ${lead.status ?? 'new'}`,
    `- **Remedy:** ${prose(lead.remediation.text)}`,
  ];
  const commands = lead.remediation.commands ?? [];
  if (commands.length > 0) lines.push('', fence(commands.join('\n'), 'sh', '  '), '');
  if (lead.verifyByHand) lines.push('- **Verify by hand:**', '', fence(lead.verifyByHand, 'sh', '  '));
  if (lead.references.length > 0) lines.push(`- **References:** ${md(lead.references.join(', '))}`);
  return lines.join('\n');
}

function proof(result: Result): string {
  const ref = result.evidence[0];
  return ref ? `(${md(refPlace(ref))}${ref.excerpt ? `: ${code(ref.excerpt)}` : ''})` : '';
}

function secure(report: Report): string {
  const passed = report.results
    .filter((result) => result.state === 'pass')
    .sort((a, b) => compare(resultKey(a), resultKey(b)));
  if (passed.length === 0) return 'Nothing could be shown to be in order.';
  const rows = passed.map((one) => {
    const ref = one.evidence[0];
    return `| ${md(one.check)} | ${md(subjectWords(one.subject))} | ${md(one.title)}: **no** | ${md(one.what ?? '')} | ${ref ? md(refPlace(ref)) : ''} |`;
  });
  return ['| Check | Where | Looked for | Seen | Evidence |', '|---|---|---|---|---|', ...rows].join('\n');
}
