import { describe, expect, it } from 'vitest';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact } from '../core/evidence.js';
import { exampleNow, unseen } from '../core/example.js';
import { databaseScriptsParser } from './database-scripts.js';
import { nginxModuleFilesParser } from './nginx-modules.js';
import type { ParseContext, Parser } from './parser.js';
import { workTreesParser } from './work-trees.js';

function artifact(id: Artifact['id'], subject: string, text: string, status: Artifact['status'] = 'ok'): Artifact {
  const change = { path: 'artifacts/x', source: null, filtered: false, capturedAt: exampleNow, detail: null, order: 1 };
  return { id, subject, status, ...change, ...contentOf(text) };
}

function parse(parser: Parser, ...artifacts: readonly Artifact[]) {
  const find = (id: string, subject?: string) =>
    artifacts.filter((each) => each.id === id && (subject === undefined || each.subject === subject));
  return parser.parse({ now: exampleNow, fact: unseen, artifacts: find } as unknown as ParseContext); // what they read
}

const tree = JSON.stringify({
  folder: '/srv/site',
  head: 'a'.repeat(40),
  movedAt: '2026-11-10T12:00:00Z',
  tracked: 2,
  uncompared: 0,
  changed: [{ path: 'a.ts', kind: 'modified', changedAt: '2026-11-20T11:00:00Z' }, { kind: 'deleted' }, 7],
  settings: [{ path: '/srv/site/.env', changedAt: '2026-11-10T12:00:00Z', tracked: false }, { path: '/x' }],
});

describe('workTreesParser', () => {
  it('reads a tree and leaves out what has no path or time', () => {
    const changedAt = new Date('2026-11-20T11:00:00Z');
    expect(parse(workTreesParser, artifact('project.git', 'project:site', tree))).toMatchObject({
      complete: true,
      value: [
        {
          subject: 'project:site',
          changed: [{ path: 'a.ts', kind: 'modified', changedAt }],
          settings: [{ path: '/srv/site/.env', tracked: false }],
        },
      ],
    });
  });

  it.each([
    [
      'a folder without git: proven none',
      [artifact('project.git', 'project:site', '', 'absent')],
      { complete: true, value: [] },
    ],
    ['nothing was looked at', [], { status: 'unknown', reason: 'not-collected' }],
    [
      'no project was found',
      [artifact('project.git', 'host', '', 'absent')],
      { status: 'unknown', reason: 'absent-sensor' },
    ],
    ['an index that was not read', [artifact('project.git', 'project:site', '', 'error')], { status: 'unknown' }],
    [
      'one read, one not',
      [artifact('project.git', 'project:site', tree), artifact('project.git', 'project:b', '', 'denied')],
      { complete: false, gap: { reason: 'denied' } },
    ],
    ['no JSON', [artifact('project.git', 'project:site', '{')], { status: 'unknown', reason: 'unparseable' }],
  ])('%s', (_, artifacts, expected) => {
    expect(parse(workTreesParser, ...artifacts)).toMatchObject(expected);
  });
});

describe('nginxModuleFilesParser', () => {
  const owners = (...paths: readonly string[]) =>
    artifact('host.package-owners', 'host', paths.map((path) => `{"path":"${path}","packageOwned":true}\n`).join(''));
  const folders = ['/etc/nginx/modules-enabled', '/usr/lib/nginx/modules'];
  it.each([
    ['looked, none', owners(...folders), { complete: true, value: [] }],
    [
      'one',
      owners(...folders, '/usr/lib/nginx/modules/a.so'),
      { value: [{ path: '/usr/lib/nginx/modules/a.so', packageOwned: true }] },
    ],
    [
      'an older listing that did not look there',
      owners('/etc/cron.d/x'),
      { status: 'unknown', reason: 'not-collected' },
    ],
  ])('%s', (_, listing, expected) => {
    expect(parse(nginxModuleFilesParser, listing)).toMatchObject(expected);
  });
});

describe('databaseScriptsParser', () => {
  const probe = (text: string) => artifact('mongo.probe', 'container:db', text);
  it.each([
    ['without a login', '{"reachable":true}', { status: 'unknown', reason: 'denied' }],
    [
      'with one',
      '{"storedScripts":["site.run"]}',
      { complete: true, value: [{ subject: 'container:db', names: ['site.run'] }] },
    ],
    ['no JSON', 'x', { status: 'unknown', reason: 'unparseable' }],
  ])('%s', (_, text, expected) => {
    expect(parse(databaseScriptsParser, probe(text))).toMatchObject(expected);
  });
});
