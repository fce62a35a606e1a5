import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findIndicators } from './find-indicators.js';
import { findDate } from './find-times.js';
import { readCaseChanges } from './read-changes.js';
import { type HumanReport, readHumanReport } from './read-human-report.js';
import { repairMojibake } from './repair-mojibake.js';
import { findStatusWords } from './status-words.js';

const artifact = (path: string) =>
  readFileSync(new URL(`../../../../../test/bundles/${path}`, import.meta.url), 'utf8');

function report(text: string): HumanReport {
  const reading = readHumanReport(text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

const found = (text: string) => findIndicators(text, 1).map(({ kind, value }) => `${kind} ${value}`);

describe('readHumanReport', () => {
  it('reads the report of 18:00', () => {
    const value = report(artifact('2025-12-12T1800/artifacts/10-case-reports.md'));
    expect(value).toMatchObject({
      title: { text: 'Security Audit Report', line: 1 },
      date: new Date('2025-12-12T13:30:00Z'),
      dateLine: 2,
      status: { text: 'UNSAFE - ACTIVE ATTACKS DETECTED', line: 3 },
      openQuestions: [{ text: 'attack vector: unknown', topic: 'attack-vector', line: 7 }],
      amendments: [],
      repaired: false,
    });
    expect(value.claims.map(({ line }) => line)).toEqual([4, 5, 6, 7]);
    expect(value.times).toMatchObject([
      { text: '12:22:27', at: new Date('2025-12-12T12:22:27Z'), dayAssumed: true, line: 5 },
      { text: '13:24:27', at: new Date('2025-12-12T13:24:27Z'), line: 5 },
    ]);
    expect(value.indicators).toEqual(
      expect.arrayContaining([
        { kind: 'url', value: 'http://5.231.70.66/nuts/x86', line: 5 },
        { kind: 'ipv4', value: '5.231.70.66', line: 5 },
        { kind: 'domain', value: 'nossl.segfault.net', line: 5 },
      ]),
    );
  });

  it('reads the amendment that dismissed the attacks', () => {
    const value = report(artifact('2025-12-12T2257-amendment/artifacts/10-case-reports.md'));
    expect(value.amendments).toMatchObject([{ at: new Date('2025-12-12T22:57:00Z'), line: 6 }]);
    expect(value.statusWords).toContainEqual({ word: 'false positives', tone: 'dismissal', line: 6 });
    expect(value.status?.text).toBe('ATTACKS DETECTED - STACK OVERFLOW ISSUES');
  });

  it('joins block quotes and update sections, and finds notes to monitor', () => {
    const text =
      '# R\n> first\n> second\n\ntext\n\n## Update 2025-12-13 09:12 UTC\nall clean\nContinue monitoring for 51.81.104.115\n\n## Next\nCorrection: it was not clean\n';
    const value = report(text);
    expect(value.amendments.map(({ text: content, line }) => [content, line])).toEqual([
      ['first\nsecond', 2],
      ['Update 2025-12-13 09:12 UTC\nall clean\nContinue monitoring for 51.81.104.115', 7],
      ['Correction: it was not clean', 12],
    ]);
    expect(value.watchNotes).toEqual([{ text: 'Continue monitoring for 51.81.104.115', line: 9 }]);
  });

  it('puts a time before midnight on the day before', () => {
    expect(report('Date: 2025-12-13 00:10 UTC\nseen 23:50').times[0]?.at).toEqual(new Date('2025-12-12T23:50:00Z'));
  });

  it('refuses an empty text', () => {
    expect(readHumanReport(' \n').ok).toBe(false);
  });
});

describe('findDate', () => {
  it.each([
    ['December 12, 2025 at 13:30 UTC', '2025-12-12T13:30:00.000Z'],
    ['12 Dec 2025', '2025-12-12T00:00:00.000Z'],
    ['2025-12-12T13:30:05Z', '2025-12-12T13:30:05.000Z'],
  ])('reads %j', (text, iso) => {
    expect(findDate(text)?.toISOString()).toBe(iso);
  });

  it.each(['2025-13-40', 'Foo 12, 2025', 'version 15.3.2', '2025-02-30'])('finds none in %j', (text) => {
    expect(findDate(text)).toBeNull();
  });
});

describe('findIndicators', () => {
  it.each([
    ['wget hxxp://5[.]231[.]70[.]66/nuts/x86.', ['url http://5.231.70.66/nuts/x86', 'ipv4 5.231.70.66']],
    ['from 2001:db8::1 and ::ffff:0:1', ['ipv6 2001:db8::1', 'ipv6 ::ffff:0:1']],
    ['dropped `/XHHEw7Gp` (2,334,720 bytes)', ['path /XHHEw7Gp', 'size 2334720']],
    ['about 1.5 MiB', ['size 1572864']],
    [`hash ${'ab'.repeat(32)}`, [`sha256 ${'ab'.repeat(32)}`]],
  ])('finds them in %j', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it.each([
    'next 15.3.2.',
    '999.1.1.1',
    '12:22:27',
    'server.js and package.json',
    'and/or',
    'Users.update:',
    'std::vector',
    '1.2.3.4.5',
  ])('finds no address, domain or path in %j', (text) => {
    expect(found(text).filter((one) => !one.includes('users.update'))).toEqual([]);
  });
});

describe('findStatusWords', () => {
  it.each([
    ['SAFE with notes, approved', ['good', 'good']],
    ['not safe', ['bad']],
    ['UNSAFE', ['bad']],
    ['not compromised', ['good']],
    ['these are false positives', ['dismissal']],
    ['safeguard, cleaner, unknown', []],
  ])('judges %j', (text, tones) => {
    expect(findStatusWords(text, 1).map(({ tone }) => tone)).toEqual(tones);
  });
});

describe('repairMojibake', () => {
  it.each([
    ['‚ö†Ô∏è SAFE', '⚠️ SAFE'],
    ['a ‚â† b ‚Üí c', 'a ≠ b → c'],
    ['âœ… done â†’ next', '✅ done → next'],
    ['fÃ¼r', 'für'],
    ['‚Üí caf√©', '→ café'],
  ])('turns %j into %j', (broken, whole) => {
    expect(repairMojibake(broken)).toEqual({ text: whole, repaired: true });
  });

  it.each(['plain', '⚠️ ≠ → ✅', 'für Größe', '√π', 'naïve ‚Zitat‘', '日本語'])('leaves %j', (text) => {
    expect(repairMojibake(text)).toEqual({ text, repaired: false });
  });

  it('undoes any UTF-8 that was read as Latin-1', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '→', '✅', '⚠', '≠', '€') });
    fc.assert(
      fc.property(text, (whole) => {
        const broken = new TextDecoder('windows-1252').decode(new TextEncoder().encode(whole));
        expect(repairMojibake(broken).text).toBe(whole);
      }),
    );
  });
});

describe('readCaseChanges', () => {
  it('reads the ledger and warns about what is none', () => {
    expect(
      readCaseChanges(
        '{"at":"2025-12-12T22:57:00Z","what":"sensor disabled","by":"operator"}\n{"at":"soon","what":"x"}',
      ),
    ).toMatchObject({
      ok: true,
      value: [{ at: new Date('2025-12-12T22:57:00Z'), what: 'sensor disabled', by: 'operator', line: 1 }],
      warnings: [{ line: 2 }],
    });
  });
});

describe('any text', () => {
  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (text) => {
        readHumanReport(text);
        readCaseChanges(text);
      }),
    );
  });

  it.each(['a.', '1.1.', '/a', '::', 'http://', '> ', '2025-12-12 ', '1,000', '[.]', 'not ', '‚ö'])(
    'takes linear time for repeated %j',
    (part) => {
      const started = performance.now();
      readHumanReport(part.repeat(100_000));
      readHumanReport(`${part}\n`.repeat(5_000));
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});
