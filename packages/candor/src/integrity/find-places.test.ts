import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EngineContainer } from '../collectors/docker/engine-access.js';
import { findPlaces } from './find-places.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-places-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function container(mounts: readonly (readonly [string, string, string])[]): EngineContainer {
  return {
    id: 'c'.repeat(64),
    name: 'web',
    image: 'web',
    running: true,
    pid: 1,
    tty: false,
    logDriver: 'json-file',
    labels: {},
    workingDir: '/',
    upperDir: '/var/lib/docker/overlay2/x/diff',
    inspect: { Mounts: mounts.map(([Type, Source, Destination]) => ({ Type, Source, Destination })) },
  };
}

it('a star stands for each folder, not for files', () => {
  mkdirSync(join(folder, 'anna'));
  mkdirSync(join(folder, 'ben'));
  writeFileSync(join(folder, 'file'), '');
  const paths = findPlaces([`${folder}/*/.ssh`], []).map(({ path }) => path);
  expect(paths.sort()).toEqual([`${folder}/anna/.ssh`, `${folder}/ben/.ssh`]);
});

it('a place within another is looked at once', () => {
  expect(findPlaces(['/srv', '/srv/app', '/srvx'], []).map(({ path }) => path)).toEqual(['/srv', '/srvx']);
});

it('layers and bind mounts are places; sockets of the machine, logs, volumes and databases are none', () => {
  const one = container([
    ['bind', '/srv/app/', '/app'],
    ['bind', '/', '/host'],
    ['bind', '/var/run/docker.sock', '/var/run/docker.sock'],
    ['bind', '/srv/mongo', '/data/db'],
    ['bind', '/srv/logs', '/var/log/nginx'],
    ['volume', '/var/lib/docker/volumes/v/_data', '/uploads'],
  ]);
  expect(findPlaces([], [one])).toEqual([
    { path: '/var/lib/docker/overlay2/x/diff', container: 'web' },
    { path: '/srv/app', container: null },
  ]);
});
