import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../core/report.js';
import { findReporter, reporters } from './index.js';
import { brokenIntoReport } from './testing.js';

const plain = { colour: false, width: 100 };

/** The broken-into report with `text` added to every string that evidence can reach. */
function poisoned(text: string): Report {
  const fixed = new Set([
    'format',
    'id',
    'status',
    'state',
    'answer',
    'severity',
    'confidence',
    'technique',
    'type',
    'role',
  ]);
  const words = new Set(['questions', 'reason', 'check', 'executed', 'bearing', 'cap', 'refusedBy', 'secretsExposed']);
  const map = (value: unknown, field: string): unknown => {
    if (typeof value === 'string') return fixed.has(field) || words.has(field) ? value : `${value}${text}`;
    if (Array.isArray(value)) return value.map((item) => map(item, field));
    if (value === null || typeof value !== 'object' || value instanceof Date) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item, key)]));
  };
  return map(brokenIntoReport(), '') as Report; // the same shape with longer strings
}

const attacks = [
  '\x1b[2J\x1b]0;x\x07',
  '\r\nSAFE\r',
  '\u202egnp\u2066x\u2069',
  '\0\u009b31m',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '`</pre><svg onload=x>`',
  '](javascript:alert(1)) ![x](http://192.0.2.1/a.png)',
  '| a | b |\n# head\n```\n<b>',
  ']]>&<!--',
  '\ud800',
];
const hostile = fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 40 }));

const forbidden =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]|\p{Surrogate}/u;

describe.each(reporters.map((reporter) => [reporter.name, reporter] as const))('%s', (_, reporter) => {
  it('never lets a control character of the evidence out', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(reporter.render(poisoned(text), plain)).not.toMatch(forbidden);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes for the same report, whatever was rendered before', () => {
    const first = reporter.render(brokenIntoReport(), plain);
    reporter.render(poisoned('<x>'), plain);
    expect(reporter.render(brokenIntoReport(), plain)).toBe(first);
  });

  it('does not change the report', () => {
    const report = brokenIntoReport();
    reporter.render(report, plain);
    expect(report).toEqual(brokenIntoReport());
  });
});

describe('hostile markup', () => {
  it('adds no tag to HTML or XML', () => {
    const tags = (text: string) => (text.replace(/<\/?code>/g, '').match(/<[a-zA-Z!/?]/g) ?? []).length;
    for (const name of ['html', 'junit']) {
      const clean = tags(findReporter(name).render(poisoned('x'), plain));
      for (const attack of attacks)
        expect(tags(findReporter(name).render(poisoned(attack), plain)), attack).toBe(clean);
    }
  });

  it('adds no tag, heading, table cell, link or image to Markdown outside code', () => {
    for (const attack of attacks) {
      const text = findReporter('markdown').render(poisoned(attack), plain);
      const prose = text
        .replace(/^( *)(`{3,})[^\n]*\n[\s\S]*?^\1\2$/gm, '')
        .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
      expect(prose, attack).not.toMatch(/<(?:script|img|svg|b)\b|!\[|(?<!\\)\]\((?!<)|^# head/im);
    }
  });

  it('an unknown format is refused with the names', () => {
    expect(() => findReporter('pdf')).toThrow('unknown format "pdf"');
    expect(reporters.map((one) => one.name)).toEqual([
      'terminal',
      'line',
      'markdown',
      'html',
      'json',
      'sarif',
      'ocsf',
      'openvex',
      'junit',
    ]);
  });
});
