import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEnv } from '../test-env.js';
import { sensorsCollector } from './sensors-collector.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'candor-sensors-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A Node process whose sensor writes into a file. */
function node(pid: number, file: string, container = ''): void {
  write(`proc/${pid}/comm`, 'node\n');
  write(
    `proc/${pid}/cgroup`,
    container === '' ? '0::/system.slice/x.service\n' : `0::/system.slice/docker-${container}.scope\n`,
  );
  write(`proc/${pid}/status`, `Name:\tnode\nNSpid:\t${pid}\n`);
  write(`proc/${pid}/cmdline`, 'node\0server.js\0');
  write(`proc/${pid}/environ`, `CANDOR_SENSOR_FILE=${file}\0`);
  symlinkSync('/usr/bin/node', join(root, `proc/${pid}/exe`));
}

const line = (more: object) =>
  `${JSON.stringify({ v: 1, kind: 'spawn', ts: '2026-11-22T11:00:00Z', pid: 1, tid: 0, seq: 1, ...more })}\n`;

async function collect() {
  const all = await sensorsCollector.collect(testEnv(root));
  return all.map(({ id, subject, status, content, filtered }) => ({
    id,
    subject,
    status,
    filtered,
    text: content.toString(),
  }));
}

describe('sensorsCollector', () => {
  it('says that neither is there', async () => {
    expect((await collect()).map(({ id, status }) => [id, status])).toEqual([
      ['audit.log', 'absent'],
      ['sensor.events', 'absent'],
    ]);
  });

  it('takes program starts out of the audit log, and marks it as a selection', async () => {
    const stamp = 'msg=audit(1767571200.123:7):';
    write(
      'var/log/audit/audit.log',
      `type=EXECVE ${stamp} argc=1 a0="id"\ntype=USER_LOGIN ${stamp} acct="root"\ntype=PROCTITLE ${stamp} proctitle="id"\n`,
    );
    expect((await collect())[0]).toEqual({
      id: 'audit.log',
      subject: 'host',
      status: 'ok',
      filtered: true,
      text: `type=EXECVE ${stamp} argc=1 a0="id"\ntype=PROCTITLE ${stamp}\n`,
    });
  });

  it('keeps lines of the sensor and nothing else of a file that a process may name', async () => {
    node(42, '/etc/shadow');
    write(
      'etc/shadow',
      `root:$6$abc$def:1::::::\n{"v":1,"kind":"x"}\n${line({ argv: ['curl', '-H', 'Authorization: Bearer Zx9yW8vU7tS6rQ5p'] })}`,
    );
    const [, events] = await collect();
    expect(events).toMatchObject({ id: 'sensor.events', subject: 'host', status: 'ok' });
    expect(events?.text).toMatch(/^\{"v":1,"kind":"spawn".*hmac-sha256:.*\n$/);
    expect(events?.text).not.toMatch(/root:|Zx9yW8vU7tS6rQ5p/);
  });

  it('reads a container below its own root, and each file once', async () => {
    const id = 'c3'.repeat(32);
    for (const pid of [43, 44]) {
      node(pid, '/logs/sensor.ndjson', id);
      write(`proc/${pid}/root/logs/sensor.ndjson`, line({ argv: ['id'] }));
    }
    write('logs/sensor.ndjson', line({ argv: ['the', 'host'] }));
    const events = (await collect()).filter((one) => one.id === 'sensor.events');
    expect(events.map(({ subject, status }) => [subject, status])).toEqual([[`container:${id}`, 'ok']]);
    expect(events[0]?.text).toBe(line({ argv: ['id'] }));
  });

  it('says which file is not there', async () => {
    node(42, '/var/log/none.ndjson');
    expect((await collect())[1]).toMatchObject({ subject: 'host', status: 'absent' });
  });
});
