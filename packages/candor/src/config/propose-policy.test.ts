import { describe, expect, it } from 'vitest';
import { exampleRef, seen } from '../core/example.js';
import { type Fact, type FactSpec, unknown } from '../core/fact.js';
import type { FactSource } from '../core/run-checks.js';
import { containers } from '../facts/containers.js';
import { exampleContainer } from '../facts/examples.js';
import { accounts, authorizedKeys, scheduledCommands, units } from '../facts/host.js';
import { parsePolicy } from './parse-policy.js';
import { proposePolicy } from './propose-policy.js';

const at = new Date('2026-11-22T12:00:00Z');

/** Facts by id; every other one is unknown. */
function source(given: readonly (readonly [{ readonly id: string }, unknown])[]): FactSource {
  const values = new Map(given.map(([spec, value]) => [spec.id, value]));
  return <T>(spec: FactSpec<T>): Fact<T> =>
    values.has(spec.id) ? seen(values.get(spec.id) as T) : unknown('not-collected', 'not in this test');
}

function cron(file: string, packageOwned: boolean | null) {
  const ref = exampleRef('host.cron');
  return { kind: 'cron', file, user: 'root', schedule: '@daily', command: 'x', packageOwned, subject: 'host', ref };
}

function unit(name: string, packageOwned: boolean | null, execStart = ['/srv/x']) {
  const ref = exampleRef('host.systemd-units');
  return { name, file: `/etc/systemd/system/${name}`, execStart, user: null, packageOwned, ref };
}

function account(name: string, uid: number, shell: string) {
  return {
    name,
    uid,
    gid: uid,
    home: `/home/${name}`,
    shell,
    password: 'locked',
    groups: [],
    ref: exampleRef('host.users'),
  };
}

const host = source([
  [
    scheduledCommands,
    [cron('/etc/cron.d/own', false), cron('/etc/cron.d/e2scrub_all', true), cron('/etc/cron.d/b', null)],
  ],
  [units, [unit('own.service', false), unit('ssh.service', true), unit('own.timer', false, [])]],
  [
    accounts,
    [
      account('you', 1000, '/bin/bash'),
      account('www-data', 33, '/usr/sbin/nologin'),
      account('nobody', 65534, '/bin/sh'),
      account('app', 1001, '/usr/sbin/nologin'),
    ],
  ],
  [
    containers,
    [
      exampleContainer({ name: 'alone', project: null, restartPolicy: 'always' }),
      exampleContainer({ name: 'once', project: null, restartPolicy: 'no' }),
      exampleContainer({ name: 'of-a-project', project: 'site', restartPolicy: 'always' }),
    ],
  ],
  [
    authorizedKeys,
    [
      {
        fingerprint: 'SHA256:abc',
        user: 'root',
        file: '/root/.ssh/authorized_keys',
        keyType: 'ssh-ed25519',
        comment: '',
        options: '',
        ref: exampleRef('ssh.authorized-keys'),
      },
    ],
  ],
]);

describe('proposePolicy', () => {
  it('lists what the checks of persistence would ask about, and nothing that a package or a project owns', () => {
    const read = parsePolicy(proposePolicy(host, at));
    expect(read.ok && { ...read.value.approved, sshKeys: read.value.sshKeys }).toEqual({
      containers: ['alone'],
      cron: ['/etc/cron.d/b', '/etc/cron.d/own'],
      units: ['/etc/systemd/system/own.service'],
      users: ['you'],
      sshKeys: ['SHA256:abc'],
    });
  });

  it('approves nothing where nothing was seen', () => {
    const read = parsePolicy(proposePolicy(source([]), at));
    expect(read.ok && read.value).toMatchObject({
      approved: { containers: [], cron: [], units: [], users: [] },
      sshKeys: null,
      destinations: [],
    });
  });
});
