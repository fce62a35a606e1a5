import { describe, expect, it } from 'vitest';
import { brokenIntoReport, failOf, reportOf, verdictOf } from '../testing.js';
import { code, fence, md, prose } from './escape.js';
import { markdownReporter } from './markdown.js';

const render = (report = brokenIntoReport()) => markdownReporter.render(report, { colour: false, width: 80 });

describe('the Markdown report', () => {
  it('has the ten sections in their order', () => {
    expect(render().match(/^## .*$/gm)).toEqual([
      '## 1. SUMMARY',
      '## 2. FINDINGS',
      '## 3. ATTACK DETAILS',
      '## 4. DIFFS',
      '## 5. LOGS',
      '## 6. RECOMMENDATIONS',
      '## 7. VERIFICATION',
      '## 8. QUESTIONS & RISKS',
      '## 9. STATUS',
      '## 10. AMENDMENTS',
    ]);
  });

  it('begins with date, auditor, scope and status, and the verdict as first bullet', () => {
    const lines = render().split('\n');
    expect(lines[0]).toBe('# Security check of web-2, 2025-12-13 08:38 UTC');
    expect(lines.slice(2, 6).map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      '**Date',
      '**Auditor',
      '**Scope',
      '**Status',
    ]);
    expect(lines.find((line) => line.startsWith('- '))).toBe(
      '- **BROKEN INTO (confirmed).** A command from a request ran in web-1.',
    );
  });

  it('answers the nine questions in a table', () => {
    const rows = render().match(/^\| Q\d .*$/gm) ?? [];
    expect(rows).toHaveLength(9);
    expect(rows[6]).toBe('| Q7 | A break-in stays in its container | ✘ refuted | CTR-03: no user is set |');
  });

  it('keeps the summary to ten bullets', () => {
    const results = Array.from({ length: 20 }, (_, index) =>
      failOf({ check: `CTR-${index + 10}`, remediation: { text: `Do ${index}.`, diff: null } }),
    );
    const text = render(reportOf({ results, verdict: verdictOf({ status: 'AT RISK' }) }));
    const summary = text.slice(text.indexOf('## 1.'), text.indexOf('## 2.'));
    expect(summary.match(/^- /gm)).toHaveLength(10);
    expect(summary).toContain('- and 12 more findings in section 2');
  });

  it('says NONE and None where there is nothing', () => {
    const text = render(reportOf());
    expect(text).toContain('## 3. ATTACK DETAILS\n\nNone: no incident was found or is open.');
    expect(text).toContain('## 4. DIFFS\n\nNONE');
    expect(text).toContain('### Critical\n\nNone.');
  });
});

describe('escaping', () => {
  it.each([
    ['[x](http://e)', '\\[x\\](http:&#47;&#47;e)'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['a|b`c`', 'a\\|b\\`c\\`'],
    ['# head', '\\# head'],
    ['1. item', '1\\. item'],
    ['- item', '\\- item'],
    ['mail me@x.org', 'mail me&#64;x.org'],
    ['plain, words; 15.3.2', 'plain, words; 15.3.2'],
  ])('%j becomes %j', (text, expected) => {
    expect(md(text)).toBe(expected);
  });

  it.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a|b', '`a\\|b`'],
    [' ', ''],
  ])('code span of %j is %j', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it.each([
    ['Set `user: "1"` in `a|b`.', 'Set `user: "1"` in `a\\|b`.'],
    ['one ` only <b>', 'one \\` only &lt;b&gt;'],
  ])('prose %j is %j', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  it('fences longer than any fence inside', () => {
    expect(fence('```\nx', 'sh')).toBe('````sh\n```\nx\n````');
  });
});
