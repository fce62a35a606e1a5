import { spawn } from 'node:child_process';
import { cpus, hostname, tmpdir, totalmem } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { memoryFiles } from '../packages/candor/src/bundle/bundle-files.js';
import { readArchive } from '../packages/candor/src/bundle/read-archive.js';
import { readBundleFiles } from '../packages/candor/src/bundle/read-bundle.js';
import { collectAll } from '../packages/candor/src/collectors/collect-all.js';
import { createLocalEnv } from '../packages/candor/src/collectors/env/create-env.js';
import { collectScript } from '../packages/candor/src/collectors/shell/collect-script.js';
import { toBundle } from '../packages/candor/src/collectors/write-bundle.js';
import type { Bundle } from '../packages/candor/src/core/evidence.js';
import type { Fact, FactSpec } from '../packages/candor/src/core/fact.js';
import { defaultPolicy } from '../packages/candor/src/core/policy.js';
import type { FactSource } from '../packages/candor/src/core/run-checks.js';
import {
  accounts,
  authorizedKeys,
  hostIdentity,
  hostPackages,
  preloadedLibraries,
  scheduledCommands,
  sshConfig,
  units,
} from '../packages/candor/src/facts/host.js';
import { type Process, processes } from '../packages/candor/src/facts/processes.js';
import { hostListeners } from '../packages/candor/src/facts/sockets.js';
import { factStore } from '../packages/candor/src/parsers/fact-store.js';
import { parsers } from '../packages/candor/src/parsers/index.js';

const since = new Date(Date.now() - 3_600_000);

async function local(): Promise<Bundle> {
  const env = await createLocalEnv({
    policy: defaultPolicy,
    since,
    stateFolder: '/nonexistent',
    signal: new AbortController().signal,
    variables: {},
  });
  const artifacts = await collectAll(env, { deadlineMs: 60_000 });
  return toBundle(artifacts, {
    format: 'candor-evidence/1',
    capturedAt: new Date(),
    collector: { name: 'candor', version: '0', mode: 'local' },
    host: { name: hostname(), cpus: cpus().length, memoryBytes: totalmem(), timezone: 'UTC' },
    window: { since },
    privileges: { uid: process.geteuid?.() ?? 0 },
  });
}

async function shell(): Promise<Bundle> {
  const child = spawn('sh', ['-s'], { env: { ...process.env, TMPDIR: tmpdir() }, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(collectScript({ sinceSeconds: 3600 }));
  return readBundleFiles(memoryFiles('sh', await readArchive('sh', child.stdout)));
}

let before: FactSource;
let other: FactSource;

beforeAll(async () => {
  const [one, two] = await Promise.all([local(), shell()]);
  before = factStore(one, parsers);
  other = factStore(two, parsers);
}, 180_000);

/** A fact as comparable values: where it was read (artefact, line) differs by the way of collecting, and may. */
function comparable<T>(facts: FactSource, spec: FactSpec<T>): unknown {
  const fact: Fact<T> = facts(spec);
  return fact.status === 'unknown' ? { unknown: fact.reason } : plain(fact.value);
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (key, inner) =>
      key === 'ref' || key === 'line' ? undefined : typeof inner === 'bigint' ? String(inner) : inner,
    ),
  );
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value;
}

function processesOf(facts: FactSource): ReadonlyMap<number, Process> {
  const fact = facts(processes);
  return new Map(fact.status === 'unknown' ? [] : fact.value.items.map((item) => [item.pid, item]));
}

/** What of a process does not change while it runs. */
function lasting({
  uid,
  ppid,
  exe,
  exeDeleted,
  args,
  kernelThread,
  capEff,
  noNewPrivs,
  seccomp,
  env,
  userNamespaced,
}: Process) {
  const values = { uid, ppid, exe, exeDeleted, args, kernelThread, capEff, noNewPrivs, seccomp, env, userNamespaced };
  return plain(
    kernelThread ? { ...values, args: '' } : { ...values, args: args.replace(/hmac-sha256:[0-9a-f]{12}/g, 'hmac') },
  );
}

describe('the same host, collected by the program and by the script', () => {
  it.each([
    ['accounts', accounts],
    ['authorized keys', authorizedKeys],
    ['packages', hostPackages],
    ['preloaded libraries', preloadedLibraries],
    ['scheduled commands', scheduledCommands],
    ['SSH settings', sshConfig],
    ['units', units],
  ] as const)('gives the same %s', (_, spec) => {
    expect(sorted(comparable<unknown>(other, spec))).toEqual(sorted(comparable<unknown>(before, spec)));
  });

  it('gives the same identity of the host', () => {
    const identity = (facts: FactSource) => comparable(facts, hostIdentity) as Record<string, unknown>; // a plain object
    const { uptimeSec: _1, load1: _3, ...first } = identity(before);
    const { uptimeSec: _2, load1: _4, ...second } = identity(other);
    expect(second).toEqual(first);
  });

  it('gives the same lasting facts of every process that both saw', () => {
    const [first, second] = [processesOf(before), processesOf(other)];
    const started = (process: Process | undefined) => process?.startedAt?.getTime() ?? 0;
    const both = [...first.values()].filter(
      (one) => Math.abs(started(one) - started(second.get(one.pid))) <= 1000 && Date.now() - started(one) > 90_000,
    );
    expect(both.length).toBeGreaterThan(20);
    for (const one of both) expect([one.pid, lasting(second.get(one.pid) ?? one)]).toEqual([one.pid, lasting(one)]);
  });

  it('gives the same listeners of processes that both saw', () => {
    const old = processesOf(before);
    const listening = (facts: FactSource) => {
      const fact = facts(hostListeners);
      const items = fact.status === 'unknown' ? [] : fact.value;
      return items
        .filter(({ pid }) => pid !== null && Date.now() - (old.get(pid)?.startedAt?.getTime() ?? Date.now()) > 90_000)
        .map(({ ref: _, ...item }) => JSON.stringify(item))
        .sort();
    };
    expect(listening(other)).toEqual(listening(before));
  });
});
