import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { blankResult } from '../../verdict/testing.js';
import { brokenIntoReport, failOf, reportOf } from '../testing.js';
import { advisoriesOf, packageOf } from './advisory-words.js';
import { jsonReporter } from './json.js';
import { junitReporter, xml } from './junit.js';
import { ocsfReporter } from './ocsf.js';
import { openvexReporter } from './openvex.js';
import { sarifReporter } from './sarif.js';
import { openvexSchema, sarifSchema } from './testing.js';

const plain = { colour: false, width: 100 };
const schemaFile = new URL('../../../schemas/candor-report-1.schema.json', import.meta.url);
const schema: Record<string, unknown> = JSON.parse(readFileSync(schemaFile, 'utf8'));

function problems(rules: Record<string, unknown>, text: string): unknown {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
  ajv.validate(rules, JSON.parse(text));
  return ajv.errors ?? [];
}

const hole = failOf({
  check: 'NXT-02',
  subject: 'project:payload',
  questions: ['Q2'],
  title: 'Next.js runs code from requests (CVE-2025-55182)',
  what: 'next 15.3.2 has CVE-2025-55182',
  evidence: [
    { artifact: 'app.lockfile', subject: 'project:payload', path: 'a/03.json', line: 23, excerpt: 'next 15.3.2' },
  ],
});
const clear = { ...hole, state: 'pass' as const, what: 'next 16.4.5 (lock file)' };

describe('candor-report/1', () => {
  it.each([
    ['a quiet report', reportOf()],
    ['a broken-into report', brokenIntoReport()],
  ])('%s keeps its schema', (_, report) => {
    expect(problems(schema, jsonReporter.render(report, plain))).toEqual([]);
  });

  it.each([
    ['a pass without evidence', { ...reportOf(), results: [blankResult({ evidence: [] })] }],
    ['eight answers', { ...reportOf(), questions: reportOf().questions.slice(1) }],
    ['a field too many', { ...reportOf(), extra: 1 }],
  ])('%s breaks it', (_, report) => {
    expect(problems(schema, jsonReporter.render(report, plain))).not.toEqual([]);
  });

  it('escapes what a terminal obeys and means the same', () => {
    const name = 'a\u009b31m\u202eb\u2028c\u{e0041}';
    const text = jsonReporter.render(reportOf({ scope: [name] }), plain);
    expect(text).toContain('"a\\u009b31m\\u202eb\\u2028c\\udb40\\udc41"');
    expect(JSON.parse(text).scope).toEqual([name]);
  });
});

describe('SARIF', () => {
  const log = (report = brokenIntoReport()) => JSON.parse(sarifReporter.render(report, plain)).runs[0];

  it('keeps its schema', () => {
    expect(problems(sarifSchema, sarifReporter.render(brokenIntoReport(), plain))).toEqual([]);
  });

  it('gives a failed result its rule, level, fingerprint and line', () => {
    const [failed] = log().results;
    expect(failed).toMatchObject({ ruleId: 'CTR-03', ruleIndex: 0, kind: 'fail', level: 'error' });
    expect(failed.partialFingerprints).toEqual({ 'candorFinding/v1': 'aaaa' });
    expect(failed.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'artifacts/05.json' },
      region: { startLine: 2, snippet: { text: '"User": ""' } },
    });
  });

  it('calls an unanswered result open, and leaves out what passed', () => {
    expect(log().results.map((one: { kind: string; level: string }) => [one.kind, one.level])).toEqual([
      ['fail', 'error'],
      ['open', 'none'],
    ]);
  });

  it.each([
    ['critical', 'error'],
    ['high', 'error'],
    ['medium', 'warning'],
    ['low', 'note'],
    ['informational', 'note'],
  ] as const)('%s is %s', (severity, level) => {
    expect(log(reportOf({ results: [failOf({ severity })] })).results[0].level).toBe(level);
  });
});

describe('OpenVEX', () => {
  const vex = (results: (typeof hole)[]) => openvexReporter.render(reportOf({ results }), plain);
  const states = (results: (typeof hole)[]) =>
    JSON.parse(vex(results)).statements.map((one: { status: string; justification?: string }) => [
      one.status,
      one.justification,
    ]);

  it('keeps its schema in every state', () => {
    const results = (['fail', 'pass', 'unknown', 'error', 'stale', 'not-applicable', 'dismissed'] as const).map(
      (state, index) => failOf({ ...hole, state, title: `CVE-2025-1000${index}`, what: null }),
    );
    expect(problems(openvexSchema, vex(results))).toEqual([]);
    expect(states(results)).toHaveLength(7);
  });

  it('states affected with product, purl and action', () => {
    expect(JSON.parse(vex([hole])).statements).toEqual([
      {
        vulnerability: { name: 'CVE-2025-55182' },
        products: [
          {
            '@id': 'pkg:generic/web-2',
            subcomponents: [{ '@id': 'pkg:npm/next@15.3.2', identifiers: { purl: 'pkg:npm/next@15.3.2' } }],
          },
        ],
        status: 'affected',
        action_statement: 'Set a user in the service.',
        status_notes: 'next 15.3.2 has CVE-2025-55182',
      },
    ]);
  });

  it.each([
    [clear, [['not_affected', 'vulnerable_code_not_present']]],
    [{ ...clear, status: 'fixed' as const }, [['fixed', undefined]]],
    [{ ...hole, state: 'not-applicable' as const }, [['not_affected', 'component_not_present']]],
    [{ ...hole, state: 'unknown' as const }, [['under_investigation', undefined]]],
    [{ ...clear, questions: ['Q3' as const] }, []],
  ])('%#: the state of the result decides', (result, expected) => {
    expect(states([result])).toEqual(expected);
  });

  it('lets the worst answer stand where two differ', () => {
    expect(states([clear, hole])).toEqual([['affected', undefined]]);
    expect(states([clear, { ...hole, state: 'unknown' }])).toEqual([['under_investigation', undefined]]);
  });

  it.each([
    ['next 15.3.2', 'pkg:npm/next@15.3.2'],
    ['@payloadcms/next 3.45.0', 'pkg:npm/%40payloadcms/next@3.45.0'],
    ['nginx 1.18.0', 'pkg:generic/nginx@1.18.0'],
    ['the tag 8.2', null],
    ['', null],
  ])('the package of %j is %j', (excerpt, purl) => {
    expect(
      packageOf(failOf({ what: null, evidence: [{ artifact: 'a', subject: 'host', excerpt }] }))?.purl ?? null,
    ).toBe(purl);
  });

  it('reads advisory names and nothing that only looks like one', () => {
    expect(advisoriesOf(failOf({ title: 'CVE-2025-55182 GHSA-9qr9-h5gf-34mp', what: null }))).toHaveLength(2);
    expect(advisoriesOf(failOf({ title: 'CVE-25-1 GHSA-x', what: null, references: ['CIS 5.4'] }))).toEqual([]);
  });
});

describe('OCSF', () => {
  const lines = (report = brokenIntoReport()) =>
    ocsfReporter
      .render(report, plain)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('writes one object a line, each of its class', () => {
    const found = lines({ ...brokenIntoReport(), results: [failOf(), hole] });
    expect(found.map((one) => [one.class_uid, one.type_uid, one.severity_id])).toEqual([
      [2003, 200301, 4],
      [2002, 200201, 4],
      [2004, 200401, 5],
    ]);
    expect(found[1].vulnerabilities[0]).toMatchObject({
      cve: { uid: 'CVE-2025-55182' },
      affected_packages: [{ name: 'next' }],
    });
    expect(found[2].finding_info.attacks[0].technique.uid).toBe('T1190');
  });

  it.each([
    ['fail', 3],
    ['pass', 1],
    ['not-applicable', 1],
    ['unknown', 0],
    ['stale', 0],
  ] as const)('compliance of %s is %i', (state, id) => {
    expect(lines(reportOf({ results: [failOf({ state })] }))[0].compliance.status_id).toBe(id);
  });
});

describe('JUnit', () => {
  it('has a suite a claim and a case a result', () => {
    const text = junitReporter.render(brokenIntoReport(), plain);
    expect(text).toContain('<testsuites name="Candor web-2: COMPROMISED" tests="3" failures="1" errors="0">');
    expect(text).toContain(
      '  <testsuite name="Q7 A break-in stays in its container" tests="1" failures="1" errors="0" skipped="0"',
    );
    expect(text).toContain('<failure type="high" message="no user is set">');
    expect(text).toContain('<skipped type="unknown" message="not in the evidence: docker info was not collected"/>');
  });

  it('closes what it opens', () => {
    const text = junitReporter.render(brokenIntoReport(), plain);
    const open: string[] = [];
    for (const [, close, name, self] of text.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!self) open.push(name ?? '');
    }
    expect(open).toEqual([]);
  });

  it('escapes markup and keeps line ends', () => {
    expect(xml(`<a b="c">&'\n\uffff`)).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&apos;&#10;\ufffd');
  });
});
