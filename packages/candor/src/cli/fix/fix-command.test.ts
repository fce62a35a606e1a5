import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Runner, RunResult } from '../../collectors/env/run-command.js';
import type { Report } from '../../core/report.js';
import type { Effect, SourceFile } from '../../fix/model.js';
import type { FixPlan, PlannedFile, PlannedFix } from '../../fix/plan-fixes.js';
import { proofsOf, reloadsOf, runProofs } from './effects.js';
import { followLink } from './follow-link.js';
import { outsideKnownPlaces } from './known-places.js';
import { applicable, type PreparedFix } from './prepare-fix.js';
import { readSources } from './read-sources.js';
import { shownFiles, shownFixes } from './show-plan.js';

const secret = 'hunter2-hunter2';
const compose = '/srv/site/compose.yaml';

function plannedFix(key: string, change: Partial<PlannedFix> = {}): PlannedFix {
  return {
    key,
    check: key.split('@')[0] ?? '',
    title: key,
    state: 'change',
    because: null,
    files: [compose],
    effects: [],
    notes: [],
    patch: `-${secret}`,
    drafts: [],
    ...change,
  };
}

function plannedFile(path: string, fixes: readonly string[]): PlannedFile {
  return {
    path,
    kind: 'compose',
    subject: 'project:site',
    before: `a: ${secret}\nb: 1\n`,
    after: `a: ${secret}\nb: 2\n`,
    mode: null,
    fixes,
  };
}

function prepared(plan: FixPlan, refused: ReadonlyMap<string, string> = new Map()): PreparedFix {
  return { report: {} as Report, plan, sources: [], files: new Map(), refused }; // the report is not looked at here
}

describe('what is printed', () => {
  test('no diff holds the value of a secret, also of a remedy that was refused', () => {
    const draft = { path: compose, kind: 'compose' as const, before: `a: ${secret}\n`, after: `a: ${secret}\nb: 2\n` };
    const plan = {
      files: [plannedFile(compose, ['A@x'])],
      fixes: [plannedFix('A@x'), plannedFix('B@x', { state: 'refused', drafts: [draft] })],
    };
    const shown = (_kind: string, _path: string, text: string) => text.replaceAll(secret, 'sha256:…');
    const printed = JSON.stringify([shownFiles(prepared(plan), shown), shownFixes(prepared(plan), shown)]);
    expect(printed).not.toContain(secret);
    expect(printed).toContain('+b: 2');
  });
});

describe('which findings are applied', () => {
  test('one whose file is refused is not, nor one that shares a file with it', () => {
    const other = '/srv/site/.env';
    const plan = {
      files: [
        plannedFile(compose, ['A@x', 'B@x']),
        plannedFile(other, ['B@x', 'C@x']),
        plannedFile('/etc/nginx/nginx.conf', ['D@x']),
      ],
      fixes: [
        plannedFix('A@x'),
        plannedFix('B@x', { files: [compose, other] }),
        plannedFix('C@x', { files: [other] }),
        plannedFix('D@x', { files: ['/etc/nginx/nginx.conf'] }),
      ],
    };
    expect([...applicable(prepared(plan))]).toEqual(['A@x', 'B@x', 'C@x', 'D@x']);
    expect([...applicable(prepared(plan, new Map([[other, 'a link']])))]).toEqual(['D@x']);
  });
});

test.each([
  ['/srv/site/compose.yaml', true],
  ['/home/deploy/site/.env', true],
  ['/etc/nginx/sites-available/site', true],
  ['/etc/ssh/sshd_config', true],
  ['/etc/cron.d/site', true],
  ['/opt/declared/x', true],
  ['/srv/other/compose.yaml', false],
  ['/etc/compose.yaml', false],
  ['/etc/ssh/ssh_config', false],
  ['/etc/nginx/../shadow', false],
  ['/usr/bin/x', false],
])('%s may be edited: %s', (path, may) => {
  const folders = { declared: ['/opt/declared/'], labelled: ['/srv/site', '/home/deploy/site', '/etc', '/'] };
  expect(outsideKnownPlaces(path, folders) === null).toBe(may);
});

describe('the files behind the judged ones', () => {
  const home = mkdtempSync(join(tmpdir(), 'candor-sources-'));
  const source = (name: string, text: string): SourceFile => ({
    path: join(home, name),
    kind: 'compose',
    subject: 'project:site',
    text,
  });

  test('one that is as judged is read; others say why not', () => {
    writeFileSync(join(home, 'same'), 'a: 1\n');
    writeFileSync(join(home, 'changed'), 'a: 2\n');
    writeFileSync(join(home, 'bytes'), Buffer.from([0x61, 0xff, 0x0a]));
    symlinkSync(join(home, 'same'), join(home, 'link'));
    mkdirSync(join(home, 'folder'));
    const real = readSources(
      ['same', 'changed', 'bytes', 'link', 'folder', 'gone'].map((name) => source(name, 'a: 1\n')),
    );
    expect([...real.files.keys()]).toEqual([join(home, 'same')]);
    expect([...real.refused.values()]).toEqual([
      'it changed since the check',
      'it is not UTF-8 text',
      'it is a symbolic link',
      'it is no regular file',
      'it has gone since the check',
    ]);
    rmSync(home, { recursive: true });
  });

  test('a link outside of nginx is not followed', () => {
    expect(followLink('/etc/mtab')).toBe('/etc/mtab');
    expect(followLink('/etc/nginx/not-there')).toBe('/etc/nginx/not-there');
  });
});

describe('commands', () => {
  const sources: readonly SourceFile[] = [compose, '/srv/site/compose.override.yaml'].map((path) => ({
    path,
    kind: 'compose',
    subject: 'project:site',
    text: '',
  }));
  const up = (service: string, build = false): Effect => ({
    kind: 'compose-up',
    project: 'site',
    services: [service],
    build,
  });

  test('one proof and one start a project, with the files that made it', () => {
    const effects: readonly Effect[] = [up('app'), up('db', true), { kind: 'nginx-reload' }, { kind: 'nginx-reload' }];
    const start = [
      'docker',
      'compose',
      '--project-name',
      'site',
      '--project-directory',
      '/srv/site',
      '-f',
      compose,
      '-f',
      '/srv/site/compose.override.yaml',
    ];
    expect(proofsOf(effects, sources).map(({ command }) => command)).toEqual([
      [...start, 'config', '--quiet'],
      ['nginx', '-t', '-q'],
    ]);
    expect(reloadsOf(effects, sources).map(({ command }) => command)).toEqual([
      [...start, 'up', '-d', '--build', 'app', 'db'],
      ['nginx', '-s', 'reload'],
    ]);
  });

  const answer = (change: Partial<RunResult>): Runner => {
    const result = {
      exitCode: 0,
      stdout: Buffer.alloc(0),
      stderr: Buffer.alloc(0),
      timedOut: false,
      notFound: false,
      truncated: false,
      ...change,
    };
    return Object.assign(async () => result, { started: 0 });
  };
  test.each([
    ['ok', {}],
    ['failed', { exitCode: 1, stderr: Buffer.from('unknown directive') }],
    ['not-here', { exitCode: null, notFound: true }],
    ['not-here', { exitCode: 1, stderr: Buffer.from("docker: 'compose' is not a docker command.") }],
    ['not-here', { exitCode: 0, stdout: Buffer.from(`Usage:  docker [OPTIONS] COMMAND\n${'x'.repeat(2000)}`) }],
    ['failed', { exitCode: null, timedOut: true }],
  ] as const)('a proof that is %s', async (state, result) => {
    expect(await runProofs(proofsOf([up('app')], sources), answer(result))).toMatchObject([{ state }]);
  });
});
