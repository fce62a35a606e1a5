import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../core/event.js';
import { anEvent, aRule, holds, rulesOf } from './testing.js';

type Fields = Readonly<Record<string, FieldValue>>;

describe('values', () => {
  it.each<[string, string, Fields, boolean]>([
    ['a text, whatever its case', "f: 'WhoAmI'", { f: 'whoami' }, true],
    ['a text that is only a part', "f: 'who'", { f: 'whoami' }, false],
    ['a number against a number', 'f: 404', { f: 404 }, true],
    ['a number against its text', 'f: 404', { f: '404' }, true],
    ['a boolean', 'f: true', { f: true }, true],
    ['one of a list', 'f: [a, b]', { f: 'b' }, true],
    ['none of a list', 'f: [a, b]', { f: 'c' }, false],
    ['a field with several values', 'f: b', { f: ['a', 'b'] }, true],
    ['two fields, one differs', 'f: a\n  g: b', { f: 'a', g: 'c' }, false],
    ['null: no such field', 'f: null', {}, true],
    ['null: the value null', 'f: null', { f: null }, true],
    ['null: an empty text is a value', 'f: null', { f: '' }, false],
    ['an empty text', "f: ''", { f: '' }, true],
    ['an empty text is not a missing field', "f: ''", {}, false],
    ['star in the middle', "f: 'a*c'", { f: 'abbbc' }, true],
    ['star does not cross an end', "f: 'a*c'", { f: 'abbbcd' }, false],
    ['several stars', "f: '*a*b*c'", { f: 'xxaxbxc' }, true],
    ['several stars in the wrong order', "f: '*b*a*c'", { f: 'xxaxbxc' }, false],
    ['the last piece twice', "f: 'a*ab'", { f: 'ab' }, false],
    ['a question mark', "f: 'prog?.exe'", { f: 'progA.exe' }, true],
    ['a question mark is one character', "f: 'prog?.exe'", { f: 'prog.exe' }, false],
    ['question marks after a star', "f: '*a??d*'", { f: 'xxabbdx' }, true],
    ['an escaped star', "f: 'a\\*c'", { f: 'a*c' }, true],
    ['an escaped star is no wildcard', "f: 'a\\*c'", { f: 'abc' }, false],
    ['an escaped backslash before a star', "f: 'c:\\\\*'", { f: 'c:\\windows' }, true],
    ['a plain backslash', "f: 'c:\\windows'", { f: 'C:\\Windows' }, true],
    ['three backslashes: backslash and star', "f: 'a\\\\\\*'", { f: 'a\\*' }, true],
    ['__proto__ as a field of its own', '__proto__: x', JSON.parse('{"__proto__":"x"}'), true],
  ])('%s', (_, selection, fields, expected) => {
    expect(holds(aRule(`selection:\n  ${selection}`), anEvent(fields))).toBe(expected);
  });

  it('finds in glob order what a regular expression finds', () => {
    const char = fc.constantFrom('a', 'b', '*', '?');
    fc.assert(
      fc.property(
        fc.array(char, { minLength: 1, maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b'), { maxLength: 12 }),
        (glob, text) => {
          const source = glob.map((one) => (one === '*' ? '.*' : one === '?' ? '.' : one)).join('');
          const expected = new RegExp(`^${source}$`).test(text.join(''));
          expect(holds(aRule(`selection:\n  f: '${glob.join('')}'`), anEvent({ f: text.join('') }))).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('modifiers', () => {
  it.each<[string, string, Fields, boolean]>([
    ['contains', 'f|contains: ell', { f: 'Hello' }, true],
    ['contains, not there', 'f|contains: elk', { f: 'Hello' }, false],
    ['contains all', 'f|contains|all: [he, lo]', { f: 'Hello' }, true],
    ['contains all, one missing', 'f|contains|all: [he, la]', { f: 'Hello' }, false],
    ['startswith', 'f|startswith: he', { f: 'Hello' }, true],
    ['startswith, elsewhere', 'f|startswith: lo', { f: 'Hello' }, false],
    ['endswith', "f|endswith: '/sh'", { f: '/bin/SH' }, true],
    ['endswith with a wildcard inside', "f|endswith: '/b*/sh'", { f: '/usr/bin/sh' }, true],
    ['cased', 'f|cased: Hello', { f: 'Hello' }, true],
    ['cased, other case', 'f|cased: Hello', { f: 'hello' }, false],
    ['contains, cased', 'f|contains|cased: ELL', { f: 'hello' }, false],
    ['re finds anywhere', "f|re: 'b{2}'", { f: 'abba' }, true],
    ['re is cased', "f|re: 'B{2}'", { f: 'abba' }, false],
    ['re with i', "f|re|i: 'B{2}'", { f: 'abba' }, true],
    ['re with m', "f|re|m: '^b$'", { f: 'a\nb\nc' }, true],
    ['re without m', "f|re: '^b$'", { f: 'a\nb\nc' }, false],
    ['re with s', "f|re|s: 'a.b'", { f: 'a\nb' }, true],
    ['re without s', "f|re: 'a.b'", { f: 'a\nb' }, false],
    ['base64', 'f|base64|contains: foobar', { f: 'x Zm9vYmFy y' }, true],
    ['base64offset 0', 'f|base64offset|contains: http://', { f: Buffer.from('http://a').toString('base64') }, true],
    ['base64offset 1', 'f|base64offset|contains: http://', { f: Buffer.from('xhttp://a').toString('base64') }, true],
    ['base64offset 2', 'f|base64offset|contains: http://', { f: Buffer.from('xyhttp://ab').toString('base64') }, true],
    [
      'base64offset, another text',
      'f|base64offset|contains: http://',
      { f: Buffer.from('xyhttps:/ab').toString('base64') },
      false,
    ],
    [
      'wide base64offset',
      'f|wide|base64offset|contains: ping',
      { f: Buffer.from('xping 1', 'utf16le').toString('base64') },
      true,
    ],
    ['utf16le', 'f|utf16le|contains: cmd', { f: 'xc\0m\0d\0' }, true],
    ['utf16be', 'f|utf16be|contains: cmd', { f: 'x\0c\0m\0d' }, true],
    [
      'utf16 has its mark',
      'f|utf16|base64: cmd',
      { f: Buffer.from([0xff, 0xfe, 99, 0, 109, 0, 100, 0]).toString('base64') },
      true,
    ],
    ['windash', "f|windash|contains: ' -s '", { f: 'x /S y' }, true],
    ['windash, en dash', "f|windash|contains: ' -s '", { f: 'x \u2013s y' }, true],
    ['windash leaves inner dashes', "f|windash|contains: ' -a-b'", { f: 'x /a/b' }, false],
    ['cidr', 'f|cidr: 10.0.0.0/8', { f: '10.1.2.3' }, true],
    ['cidr, outside', 'f|cidr: 10.0.0.0/8', { f: '11.1.2.3' }, false],
    ['cidr, an address in IPv6 form', 'f|cidr: 10.0.0.0/8', { f: '::ffff:10.1.2.3' }, true],
    ['cidr of IPv6', "f|cidr: '2001:db8::/32'", { f: '2001:db8:1::1' }, true],
    ['cidr, no address', 'f|cidr: 10.0.0.0/8', { f: '10.1.2.3.4' }, false],
    ['exists', 'f|exists: true', { f: null }, true],
    ['exists not', 'f|exists: false', {}, true],
    ['exists not, it does', 'f|exists: false', { f: '' }, false],
    ['lt', 'f|lt: 5', { f: 4 }, true],
    ['lt, equal', 'f|lt: 5', { f: 5 }, false],
    ['lte', 'f|lte: 5', { f: '5' }, true],
    ['gt', 'f|gt: 2.5', { f: 2.6 }, true],
    ['gte', 'f|gte: -1', { f: -1 }, true],
    ['gt of no number', 'f|gt: 0', { f: 'many' }, false],
    ['gt of an empty text', 'f|gt: -1', { f: '' }, false],
    ['neq', 'f|neq: a', { f: 'b' }, true],
    ['neq, the same', 'f|neq: a', { f: 'A' }, false],
    ['neq, none of several', 'f|neq: [a, b]', { f: 'b' }, false],
    ['neq, no such field', 'f|neq: a', {}, false],
    ['neq with contains', 'f|contains|neq: ell', { f: 'hello' }, false],
    ['fieldref', 'f|fieldref: g', { f: 'a', g: 'A' }, true],
    ['fieldref, different', 'f|fieldref: g', { f: 'a', g: 'b' }, false],
    ['fieldref, neq', 'f|fieldref|neq: g', { f: 'a', g: 'b' }, true],
    ['fieldref, startswith', 'f|fieldref|startswith: g', { f: 'abc', g: 'ab' }, true],
    ['minute', 'f|minute: 7', { f: '2026-03-01T22:07:59Z' }, true],
    ['hour', 'f|hour: 22', { f: '2026-03-01T22:07:59Z' }, true],
    ['hour, compared', 'f|hour|gte: 23', { f: '2026-03-01T22:07:59Z' }, false],
    ['day', 'f|day: 1', { f: '2026-03-01T22:07:59Z' }, true],
    ['week of 1 January 2027', 'f|week: 53', { f: '2027-01-01T00:00:00Z' }, true],
    ['month', 'f|month: 3', { f: '2026-03-01T22:07:59Z' }, true],
    ['year', 'f|year: 2026', { f: '2026-03-01T22:07:59Z' }, true],
    ['year of no time', 'f|year: 2026', { f: 'soon' }, false],
    ['the time of the event', "'@timestamp|year': 2026", {}, true],
  ])('%s', (_, selection, fields, expected) => {
    expect(holds(aRule(`selection:\n  ${selection}`), anEvent(fields))).toBe(expected);
  });

  it('expands placeholders, and refuses those without values', () => {
    const { problems } = rulesOf(aRule('selection:\n  f|expand: "%servers%"'));
    expect(problems).toMatchObject([{ kind: 'unsupported', line: 6, rule: 'A test' }]);
  });
});

describe('searches and conditions', () => {
  const parts = 'a:\n  f: 1\nb1:\n  g: 1\nb2:\n  h: 1\n_c:\n  i: 1';
  it.each<[string, string, Fields, boolean]>([
    ['or', 'a or b1', { g: 1 }, true],
    ['and', 'a and b1', { g: 1 }, false],
    ['not', 'a and not b1', { f: 1, g: 2 }, true],
    ['and binds before or', 'a or b1 and b2', { f: 1 }, true],
    ['parentheses', '(a or b1) and b2', { f: 1 }, false],
    ['not before parentheses', 'not (a or b1)', { h: 1 }, true],
    ['words in capitals', 'a AND NOT b1', { f: 1 }, true],
    ['1 of pattern', '1 of b*', { h: 1 }, true],
    ['all of pattern', 'all of b*', { h: 1 }, false],
    ['all of pattern, all there', 'all of b*', { g: 1, h: 1 }, true],
    ['any of', 'any of b*', { g: 1 }, true],
    ['1 of them', '1 of them', { g: 1 }, true],
    ['them leaves out those with an underscore', '1 of them', { i: 1 }, false],
    ['all of them', 'all of them', { f: 1, g: 1, h: 1 }, true],
    ['not 1 of', 'a and not 1 of b*', { f: 1, h: 1 }, false],
    ['a list of conditions', '[a, b1]', { g: 1 }, true],
  ])('%s', (_, condition, fields, expected) => {
    expect(holds(aRule(parts, condition), anEvent(fields))).toBe(expected);
  });

  it.each<[string, string, string, boolean]>([
    ['a keyword', 'keywords:\n  - evil', 'an EVIL line', true],
    ['no keyword', 'keywords:\n  - evil', 'a good line', false],
    ['keywords with a wildcard', "keywords:\n  - 'e*l'", 'an extra line l', true],
    ['all keywords', "keywords:\n  '|all':\n    - a\n    - b", 'xbxa', true],
    ['all keywords, one missing', "keywords:\n  '|all':\n    - a\n    - b", 'xbx', false],
    ['a keyword as a single value', 'keywords: evil', 'an evil line', true],
    ['a pattern as keyword', "keywords:\n  '|re': 'e+vil'", 'an eeevil line', true],
  ])('%s', (_, detection, raw, expected) => {
    expect(holds(aRule(detection, 'keywords'), anEvent({}, { raw }))).toBe(expected);
  });

  it('joins maps of a list with or', () => {
    const rule = aRule('selection:\n  - f: 1\n  - g: 1\n    h: 1');
    expect(holds(rule, anEvent({ f: 1 }))).toBe(true);
    expect(holds(rule, anEvent({ g: 1 }))).toBe(false);
    expect(holds(rule, anEvent({ g: 1, h: 1 }))).toBe(true);
  });
});

describe('what cannot be used is named with rule and line', () => {
  it.each<[string, string, object]>([
    ['no title', 'logsource: {product: x}\n', { kind: 'invalid', line: 1, message: 'the rule has no title' }],
    [
      'a modifier that is none',
      aRule('selection:\n  f|sounds: x'),
      { kind: 'unsupported', line: 6, message: 'the modifier "sounds"' },
    ],
    ['aggregation', aRule('selection:\n  f: x', 'selection | count() by f > 5'), { kind: 'unsupported', line: 7 }],
    ['timeframe', aRule('selection:\n  f: x\ntimeframe: 5m'), { kind: 'unsupported', line: 7 }],
    ['an unknown search', aRule('selection:\n  f: x', 'selectoin'), { kind: 'invalid', line: 7 }],
    ['an open parenthesis', aRule('selection:\n  f: x', '(selection'), { kind: 'invalid', line: 7 }],
    ['look-around', aRule("selection:\n  f|re: 'a(?!b)'"), { kind: 'unsupported', line: 6 }],
    ['a pattern that is none', aRule("selection:\n  f|re: 'a('"), { kind: 'unsupported', line: 6 }],
    ['a pattern that is too large', aRule("selection:\n  f|re: '(?:a{1,30}){1,30}'"), { kind: 'unsupported', line: 6 }],
    ['a network that is none', aRule('selection:\n  f|cidr: 10.0.0.0/99'), { kind: 'invalid', line: 6 }],
    ['gt of a word', aRule('selection:\n  f|gt: many'), { kind: 'invalid', line: 6 }],
    ['no condition', 'title: x\nlogsource: {product: x}\ndetection:\n  a: {f: 1}\n', { kind: 'invalid', line: 4 }],
    ['no logsource', 'title: x\ndetection:\n  a: {f: 1}\n  condition: a\n', { kind: 'invalid', line: 1 }],
    ['a rule collection', 'action: global\ntitle: x\n', { kind: 'unsupported', line: 1 }],
    ['a map as value', aRule('selection:\n  f: {g: 1}'), { kind: 'invalid', line: 6 }],
    ['an empty selection', aRule('selection: {}'), { kind: 'invalid', line: 5 }],
    ['no YAML', 'title: [x\n', { kind: 'invalid' }],
    ['a wrong level', `${aRule('selection:\n  f: 1')}level: severe\n`, { kind: 'invalid', line: 8, rule: 'A test' }],
    ['an unknown taxonomy', `${aRule('selection:\n  f: 1')}taxonomy: ocsf\n`, { kind: 'unsupported', line: 8 }],
  ])('%s', (_, text, expected) => {
    const { set, problems } = rulesOf(text);
    expect(problems[0]).toMatchObject(expected);
    expect(set.detections).toEqual([]);
  });

  it('tells all problems of a document, and goes on with the next', () => {
    const bad = aRule('selection:\n  f|sounds: x\n  g|gt: many');
    const { set, problems } = rulesOf(`${bad}---\n${aRule('selection:\n  f: 1')}`);
    expect(problems.map(({ line }) => line)).toEqual([6, 7]);
    expect(set.detections).toHaveLength(1);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(
            'title: ',
            'detection:',
            '\n',
            '  ',
            'a',
            '|re',
            ': ',
            '[',
            '{',
            '*',
            '&x ',
            '- ',
            'condition',
            "'",
          ),
        }),
        (text) => {
          expect(Array.isArray(rulesOf(text).problems)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('log sources', () => {
  const forSource = (logsource: string) =>
    `title: t\nlogsource: ${logsource}\ndetection:\n  a: {f: 1}\n  condition: a\n`;
  it.each<[string, object, boolean]>([
    ['{product: linux}', { product: 'linux', service: 'sshd' }, true],
    ['{product: windows}', { product: 'linux' }, false],
    ['{category: webserver}', { product: 'nginx', category: 'webserver', service: 'access' }, true],
    ['{product: linux, service: auth}', { product: 'linux', service: 'sshd' }, true],
    ['{product: linux, service: auth}', { product: 'linux', service: 'cron' }, false],
    ['{product: linux, service: syslog}', { product: 'linux', service: 'auditd' }, false],
    ['{service: nginx}', { product: 'nginx', category: 'application', service: 'error' }, true],
    ['{product: linux, category: process_creation}', { product: 'linux', category: 'file_event' }, false],
    ['{category: Webserver}', { product: 'nginx', category: 'webserver' }, true],
  ])('%s for %j: %s', (rule, logsource, expected) => {
    expect(holds(forSource(rule), anEvent({ f: 1 }, { logsource: { product: null, ...logsource } }))).toBe(expected);
  });
});

describe('filters', () => {
  const rule = `${aRule('selection:\n  f: 1')}name: noisy\n`;
  const filter = (rules: string) =>
    `---\ntitle: Ours\nlogsource: {product: test}\nfilter:\n  rules: ${rules}\n  ours:\n    user: backup\n  condition: not ours\n`;
  it.each([
    ['[noisy]', false],
    ['any', false],
    ['[other]', true],
  ])('rules: %s', (rules, expected) => {
    expect(holds(rule + filter(rules), anEvent({ f: 1, user: 'backup' }))).toBe(expected);
    expect(holds(rule + filter(rules), anEvent({ f: 1, user: 'eve' }))).toBe(true);
  });
});
