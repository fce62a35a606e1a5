import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { EngineContainer } from '../collectors/docker/engine-access.js';
import { EvidenceFolder } from '../preserve/evidence-folder.js';
import type { Observation } from '../watch/events/observation.js';
import { LayerWatch } from './watch-layers.js';

let folder = '';
let layer = '';
let seen: Observation[] = [];
let layers: LayerWatch;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-layers-'));
  layer = join(folder, 'diff');
  mkdirSync(join(layer, 'tmp'), { recursive: true });
  writeFileSync(join(layer, 'tmp/old'), '');
  seen = [];
  layers = new LayerWatch({
    now: () => new Date('2026-11-22T21:00:00Z'),
    onObservation: (one) => seen.push(one),
    onBlind: () => {},
    evidence: () => new EvidenceFolder(join(folder, 'evidence')),
  });
  layers.follow([container()]);
});
afterEach(() => {
  layers.close();
  rmSync(folder, { recursive: true, force: true });
});

function container(): EngineContainer {
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
    upperDir: layer,
    inspect: null,
  };
}

const actions = () => seen.map(({ fields }) => `${fields['event.action']} ${fields['file.path']}`);

it('a program that is dropped into a new folder is told and kept', async () => {
  mkdirSync(join(layer, 'tmp/.x'));
  writeFileSync(join(layer, 'tmp/.x/miner'), '#!/bin/sh\n', { mode: 0o755 });
  await vi.waitFor(() => expect(actions()).toContain('created /tmp/.x/miner'), 5000);
  const one = seen.find(({ fields }) => fields['file.path'] === '/tmp/.x/miner');
  expect(one?.fields).toMatchObject({
    'candor.executable': true,
    'candor.layer': 'writable',
    'container.name': 'web',
    'file.mode': '0755',
    'file.hash.sha256': 'a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf',
  });
  expect(readdirSync(join(folder, 'evidence/web'))).toHaveLength(1);
});

it('a script without a mode is a program, a growing log is no news', async () => {
  appendFileSync(join(layer, 'tmp/old'), 'a line\n');
  writeFileSync(join(layer, 'tmp/script'), '#!/bin/sh\n', { mode: 0o644 });
  await vi.waitFor(() => expect(actions()).toEqual(['created /tmp/script']), 5000);
  expect(seen[0]?.fields['candor.executable']).toBe(true);
});

it('what is removed is told, what was there before is not', async () => {
  rmSync(join(layer, 'tmp/old'));
  await vi.waitFor(() => expect(actions()).toEqual(['deleted /tmp/old']), 5000);
});
