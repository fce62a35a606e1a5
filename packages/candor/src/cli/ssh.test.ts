import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, describe, expect, it } from 'vitest';
import { listeners } from '../collectors/outside/outside-artifacts.js';
import { contentOf } from '../core/artifact-content.js';
import { collectSsh } from './collect-ssh.js';
import { sshFailure } from './ssh-failure.js';
import { parseSshTarget, sshArguments } from './ssh-target.js';
import type { Terminal } from './terminal.js';

const folder = mkdtempSync(`${tmpdir()}/candor-ssh-`);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A terminal whose ssh is a script of ours. */
function terminalWith(ssh: string | null): Terminal {
  const bin = mkdtempSync(`${folder}/bin-`);
  if (ssh !== null) {
    writeFileSync(`${bin}/ssh`, `#!/bin/sh\n${ssh}\n`);
    chmodSync(`${bin}/ssh`, 0o755);
  }
  return {
    stdout: () => {},
    stderr: () => {},
    stdin: (async function* () {})(),
    env: { PATH: ssh === null ? bin : `${bin}:${process.env.PATH}` },
    interactive: false,
    colour: false,
    width: 100,
    now: () => new Date('2026-11-22T00:00:00Z'),
  };
}

describe('parseSshTarget', () => {
  it.each([
    ['web-1', { destination: 'web-1', host: 'web-1', port: null }],
    ['you@web-1.example.org', { destination: 'you@web-1.example.org', host: 'web-1.example.org', port: null }],
    ['you@web-1:2222', { destination: 'you@web-1', host: 'web-1', port: 2222 }],
    ['you@[2001:db8::1]:22', { destination: 'you@2001:db8::1', host: '2001:db8::1', port: 22 }],
    ['root@203.0.113.7', { destination: 'root@203.0.113.7', host: '203.0.113.7', port: null }],
  ])('reads %s', (text, target) => {
    expect(parseSshTarget(text)).toEqual(target);
  });

  it.each([
    '',
    '-oProxyCommand=id',
    'you@-oProxyCommand=id',
    '-you@host',
    'you@host;id',
    'you@$(id)',
    'you@`id`',
    'you@host name',
    'you@host:0',
    'you@host:65536',
    'you@host:22:22',
    'a@b@c',
    'you@host\nid',
    'ssh://you@host',
    '%h',
    '2001:db8::1',
  ])('refuses %j', (text) => {
    expect(() => parseSshTarget(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});

describe('sshArguments', () => {
  it('asks nothing, holds host keys strictly and ends the options before the target', () => {
    const args = sshArguments(parseSshTarget('you@web-1:2222'), true);
    expect(args.join(' ')).toContain('-o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=10');
    expect(args.slice(-5)).toEqual(['-p', '2222', '--', 'you@web-1', 'sudo -n sh -s']);
    expect(sshArguments(parseSshTarget('web-1'), false).slice(-3)).toEqual(['--', 'web-1', 'sh -s']);
  });
});

describe('sshFailure', () => {
  it.each([
    ['Host key verification failed.', 'host key is not known'],
    ['@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.', 'not the known one'],
    ['you@web-1: Permission denied (publickey).', 'refused the login'],
    ['sudo: a password is required', 'sudo asks for a password'],
    ['sh: 1: sudo: not found', 'sudo is not installed'],
    ['ssh: Could not resolve hostname web-1: Name or service not known', 'no address'],
    ['ssh: connect to host web-1 port 22: Connection refused', 'no connection'],
    ['ssh: connect to host web-1 port 22: Connection timed out', 'no connection'],
    ['candor: tar is not there; the collector needs it', 'ended with 69'],
  ])('says of %j: %s', (stderr, words) => {
    const error = sshFailure({ destination: 'you@web-1', exitCode: 69, stderr, timedOut: false });
    expect([error.code, error.exitCode]).toEqual(['REMOTE_FAILED', 65]);
    expect(error.message).toContain(words);
    expect(error.hint).not.toBe(null);
  });

  it('shows no control character of the other side', () => {
    const error = sshFailure({ destination: 'h', exitCode: 1, stderr: '\u001b[31mred\u0007\u009b2J', timedOut: false });
    expect(error.message).toBe('h: the collection ended with 1\n  | [31mred2J');
  });
});

describe('collectSsh', () => {
  const options = { ssh: 'you@web-1', sudo: false, since: 60_000 };

  it.each([
    ['no ssh here', null, 'ssh is not installed here'],
    ['an unknown host key', 'echo "Host key verification failed." >&2; exit 255', 'host key is not known'],
    ['a shell that prints no tar', 'cat >/dev/null; echo welcome; exit 0', 'sent no bundle'],
    ['an end before the script is read', 'exit 1', 'the collection ended with 1'],
  ])('fails clearly on %s', async (_, ssh, words) => {
    await expect(collectSsh(options, null, terminalWith(ssh))).rejects.toMatchObject({
      code: 'REMOTE_FAILED',
      message: expect.stringContaining(words),
    });
  });
});

describe('listeners', () => {
  const bundle = (text: string) => {
    const artifact = {
      id: 'host.sockets',
      subject: 'host',
      order: 1,
      path: null,
      source: null,
      filtered: false,
      capturedAt: new Date(0),
      status: 'ok' as const,
      detail: null,
      ...contentOf(text),
    };
    const header = {
      format: 'candor-evidence/1' as const,
      capturedAt: new Date(0),
      collector: { name: 'candor', version: '0', mode: 'shell' as const },
      host: { name: 'h', cpus: null, memoryBytes: null, timezone: null },
      window: { since: null },
      privileges: { uid: 0 },
    };
    return { header, artifacts: [artifact], warnings: [] };
  };

  it.each([
    ['tcp LISTEN 0 511 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=1,fd=6))', [443]],
    ['tcp   LISTEN 0      4096               *:8080             *:*    ', [8080]],
    ['tcp LISTEN 0 128 [::]:22 [::]:* ino:1', [22]],
    ['tcp LISTEN 0 128 127.0.0.1:3000 0.0.0.0:* ', []],
    ['tcp LISTEN 0 128 [::1]:3000 [::]:* ', []],
    ['udp UNCONN 0 0 0.0.0.0:68 0.0.0.0:* ', []],
    ['tcp ESTAB 0 0 10.0.0.1:22 10.0.0.2:5000 ', []],
    ['   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1 1', [8080]],
    ['   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1 1', []],
    ['   0: 00000000:1F90 0100000A:0050 01 00000000:00000000 00:00000000 00000000 0 0 1 1', []],
  ])('finds in %j the ports %j', (text, ports) => {
    expect(listeners(bundle(`${text}\n`))).toEqual(ports);
  });
});
