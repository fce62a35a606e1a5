import { describe, expect, it } from 'vitest';
import { bootedAtMs, containerIdOf, livingProcess, startedAt } from './proc-stat.js';

const id = 'a'.repeat(64);

describe('livingProcess', () => {
  it('reads this very process', async () => {
    const self = livingProcess('/proc', process.pid);
    expect(self).toMatchObject({ pid: process.pid, ppid: process.ppid, exeDeleted: false });
    expect(self?.argv.length).toBeGreaterThan(0);
  });

  it('is null for one that is not there', async () => {
    expect(livingProcess('/nonexistent', 1)).toBeNull();
  });

  it('starts after the machine did', async () => {
    const boot = bootedAtMs('/proc');
    const self = livingProcess('/proc', process.pid);
    expect(startedAt(boot, self?.startTicks ?? 0).getTime()).toBeGreaterThan(boot);
  });
});

describe('containerIdOf', () => {
  it.each<[string, string | null]>([
    [`0::/system.slice/docker-${id}.scope\n`, id],
    [`12:cpu:/docker/${id}\n`, id],
    [`0::/user.slice/docker-${id.slice(1)}.scope\n`, null],
    ['0::/system.slice/ssh.service\n', null],
    ['', null],
  ])('%s', (text, expected) => {
    expect(containerIdOf(text)).toBe(expected);
  });
});
