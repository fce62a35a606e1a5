import { type QuestionId, questionIds, questions } from '../../core/question.js';
import type { Report } from '../../core/report.js';
import type { Result } from '../../core/result.js';
import { defineReporter } from '../reporter.js';
import { visibleReport } from '../shared/visible.js';
import { reasonWords, refPlace } from '../shared/words.js';

/** One test suite a claim, one test case a result, in the dialect that CI servers read (Jenkins junit-10.xsd). */
export const junitReporter = defineReporter({
  name: 'junit',
  extension: 'xml',
  render: (raw) => {
    const report = visibleReport(raw);
    const suites = questionIds.map((id) => suite(id, report));
    const head = `<testsuites name="Candor ${xml(report.host.name)}: ${report.verdict.status}" ${totals(report.results)}>`;
    return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites.filter(Boolean), '</testsuites>'].join('\n')}\n`;
  },
});

/** A string as XML 1.0 text or attribute value; control characters were written out before. */
export function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
    '\n': '&#10;',
  };
  return text.replace(/[&<>"'\n]/g, (char) => entities[char] ?? '').replace(/[\ufffe\uffff]/g, '\ufffd');
}

function totals(results: readonly Result[]): string {
  const of = (...states: Result['state'][]) => results.filter((result) => states.includes(result.state)).length;
  return `tests="${results.length}" failures="${of('fail')}" errors="${of('error')}"`;
}

function suite(id: QuestionId, report: Report): string {
  const own = report.results.filter((result) => result.questions[0] === id);
  if (own.length === 0) return '';
  const skipped = own.filter((result) =>
    ['unknown', 'stale', 'not-applicable', 'dismissed'].includes(result.state),
  ).length;
  const name = `${id} ${questions[id].claim}`;
  const head = `  <testsuite name="${xml(name)}" ${totals(own)} skipped="${skipped}" time="0" timestamp="${report.capturedAt.toISOString().slice(0, 19)}" hostname="${xml(report.host.name)}">`;
  return [head, ...own.map(testCase), '  </testsuite>'].join('\n');
}

function testCase(result: Result): string {
  const open = `    <testcase classname="candor.${xml(result.check)}" name="${xml(`${result.title} (${result.subject})`)}" time="0"`;
  switch (result.state) {
    case 'pass':
      return `${open}/>`;
    case 'fail':
      return `${open}>\n      <failure type="${result.severity}" message="${xml(result.what ?? result.title)}">${xml(failureText(result))}</failure>\n    </testcase>`;
    case 'error':
      return `${open}>\n      <error type="error" message="${xml(result.detail ?? result.title)}"/>\n    </testcase>`;
    case 'unknown':
    case 'stale':
    case 'not-applicable':
    case 'dismissed':
      return `${open}>\n      <skipped type="${result.state}" message="${xml(skippedText(result))}"/>\n    </testcase>`;
    default:
      return result.state satisfies never;
  }
}

function failureText(result: Result): string {
  const evidence = result.evidence
    .slice(0, 5)
    .map((ref) => `Evidence: ${refPlace(ref)}${ref.excerpt ? `: ${ref.excerpt}` : ''}`);
  return [result.whyItMatters, ...evidence, `Remedy: ${result.remediation.text}`].filter(Boolean).join('\n');
}

function skippedText(result: Result): string {
  const reason = result.state === 'unknown' && result.reason ? `${reasonWords[result.reason]}: ` : '';
  return `${reason}${result.detail ?? result.state}`;
}
