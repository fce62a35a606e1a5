import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { SENSOR } from './run-node.js';

const buildPath = new URL('../scripts/build.mjs', import.meta.url).href;

it('ships a sensor.cjs that is current with src/', async () => {
  const { buildSensor } = (await import(buildPath)) as { buildSensor: () => string };
  expect(readFileSync(SENSOR, 'utf8') === buildSensor()).toBe(true);
});

it('is one file of at most 60 kB gzipped that requires nothing but Node', () => {
  const text = readFileSync(SENSOR, 'utf8');
  expect(gzipSync(text).length).toBeLessThanOrEqual(60_000);
  const required = [...text.matchAll(/require\('([^']+)'\)/g)].map((match) => match[1] ?? '');
  expect(required.length).toBeGreaterThan(10);
  expect(required.filter((name) => !name.startsWith('node:'))).toEqual([]);
});

it('asks nothing of the C library or of programs on disk, so that musl and glibc are the same to it', () => {
  const text = readFileSync(SENSOR, 'utf8');
  expect(text.match(/glibc|process\.report|os-release|\.node['"]|\/usr\/(?:bin|lib)|ldd/g)).toBeNull();
  const bindings = [...text.matchAll(/[bB]inding\('([a-z_]+)'\)/g)].map((match) => match[1] ?? '');
  expect(new Set(bindings)).toEqual(new Set(['spawn_sync', 'tcp_wrap', 'pipe_wrap', 'udp_wrap', 'cares_wrap']));
});
