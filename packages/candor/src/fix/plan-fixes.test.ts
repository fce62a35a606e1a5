import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultPolicy } from '../core/policy.js';
import { containers, layerChanges } from '../facts/containers.js';
import { exampleContainer } from '../facts/examples.js';
import { policy } from '../facts/policy.js';
import { planFixes } from './plan-fixes.js';
import { diffsOf, fixable, withDiffs } from './report-fixes.js';
import { changedLines } from './testing/changed-lines.js';
import { composeStyles } from './testing/compose-styles.js';
import { factsFor, failed } from './testing/fix-context.js';
import { given } from './testing/given.js';

const path = '/srv/site/compose.yaml';
const subject = 'container:site-app-1';
const container = exampleContainer({
  readonlyRootfs: false,
  capDrop: [],
  securityOpt: [],
  memoryBytes: 0,
  nanoCpus: 0,
  pidsLimit: null,
  mounts: [
    { type: 'bind', source: '/srv/site/scripts', destination: '/app/scripts', readWrite: true, propagation: '' },
  ],
});
const facts = factsFor([given(containers, [container]), given(layerChanges, []), given(policy, defaultPolicy)]);
const ids = ['LOG-05', 'CTR-20', 'EXP-02', 'CTR-07', 'CTR-03', 'CTR-05', 'CTR-04'];
const results = [
  ...ids.map((id) => failed(id, { subject })),
  failed('CTR-10', { subject, location: 'site-app-1, mount /app/scripts' }),
];
const host = { cpus: 4, memoryBytes: 8 * 1024 ** 3 };
const plan = (text: string, wanted = results) =>
  planFixes({ results: wanted, facts, sources: [{ path, kind: 'compose', subject: 'project:site', text }], host });

describe.each(composeStyles)('all remedies at once: $name', ({ text }) => {
  test('the service is hardened, the others and every comment stay', () => {
    const { files, fixes } = plan(text);
    expect(fixes.filter(({ state }) => state !== 'change')).toEqual([]);
    expect(files).toHaveLength(1);
    const after = files[0]?.after ?? '';
    const [now, then] = [parse(after, { merge: true }), parse(text, { merge: true })];
    expect({ ...now, services: { ...now.services, app: null } }).toEqual({
      ...then,
      services: { ...then.services, app: null },
    });
    expect(now.services.app).toMatchObject({
      ...then.services.app,
      ...('cap_add' in then.services.app ? { cap_add: [] } : {}),
      ports: expect.anything(),
      volumes: expect.anything(),
      user: '1000:1000',
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      mem_limit: '512m',
      cpus: 2,
      pids_limit: 256,
      logging: { driver: 'json-file', options: { 'max-size': '50m', 'max-file': '5' } },
    });
    expect(JSON.stringify(now.services.app.ports)).toContain('127.0.0.1');
    expect(JSON.stringify(now.services.app.volumes)).toMatch(/:(?:z,)?ro"|"read_only":true/);
    for (const comment of text.match(/#.*/g) ?? []) expect(after).toContain(comment.trimEnd());
    expect(changedLines(text, after).removed.length).toBeLessThanOrEqual(3);
  });

  test('a second plan has nothing to write', () => {
    const after = plan(text).files[0]?.after ?? '';
    expect(plan(after).files).toEqual([]);
  });
});

test('findings without a remedy, and those that pass, are told apart', () => {
  const { fixes } = plan('services: {app: {image: a}}\n', [
    failed('PAY-05'),
    failed('CTR-03', { subject, state: 'pass' }),
  ]);
  expect(fixes).toMatchObject([{ check: 'PAY-05', state: 'none' }]);
});

test('two findings that one edit fixes are both fixed by it', () => {
  const { files, fixes } = plan('services: {app: {image: a}}\n', [
    failed('LOG-02', { subject }),
    failed('LOG-05', { subject }),
  ]);
  expect(fixes.map(({ state }) => state)).toEqual(['change', 'change']);
  expect(files[0]?.fixes).toEqual([`LOG-02@${subject}`, `LOG-05@${subject}`]);
});

test('a report gets the diff of each file, and each result its own', () => {
  const made = plan('services:\n  app:\n    image: a\n', [
    failed('CTR-04', { subject }),
    failed('CTR-05', { subject }),
  ]);
  expect(diffsOf(made)).toMatchObject([
    {
      file: path,
      patch: expect.stringContaining('+    cap_drop: [ALL]'),
      fixes: expect.arrayContaining([`CTR-04@${subject}`]),
    },
  ]);
  const [first, second] = withDiffs([failed('CTR-04', { subject }), failed('PAY-05')], made);
  expect(first?.remediation.diff).toContain('+    security_opt: ["no-new-privileges:true"]');
  expect(first?.remediation.diff).not.toMatch(/^\+.*cap_drop/m);
  expect(second?.remediation.diff).toBeNull();
  expect([...fixable(made)].sort()).toEqual([
    [`CTR-04@${subject}`, true],
    [`CTR-05@${subject}`, true],
  ]);
});
