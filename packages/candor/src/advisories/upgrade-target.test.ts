import { describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from './load-table.js';
import { describePlan, upgradeTarget } from './upgrade-target.js';

const table = loadAdvisoryTable(new Date('2026-11-22T12:00:00Z'));

describe('UPGRADE_TARGET', () => {
  it.each([
    ['a plain Next app stays on its line', 'next', { next: '15.3.2' }, 'upgrade next 15.3.2 → 15.5.29'],
    ['an app on 16', 'next', { next: '16.0.1' }, 'upgrade next 16.0.1 → 16.4.5'],
    [
      'a Payload stack has one full fix',
      'next',
      { next: '15.3.2', payload: '3.45.0', '@payloadcms/next': '3.45.0' },
      'upgrade next 15.3.2 → 16.4.5 together with payload 3.45.0 → 3.90.2, @payloadcms/next 3.45.0 → 3.90.2',
    ],
    [
      'payload on its target is not raised',
      'next',
      { next: '16.3.3', payload: '3.90.2' },
      'upgrade next 16.3.3 → 16.4.5',
    ],
    ['nothing above what is installed', 'next', { next: '17.0.0' }, 'no release of next outside every known range'],
    ['unknown package', 'left-pad', {}, 'no release of left-pad outside every known range'],
  ])('%s', (_title, name, installed, text) => {
    expect(describePlan(upgradeTarget(table, name, installed as Record<string, string>))).toBe(text);
  });
  it('never recommends a version that a row covers', () => {
    const rows = table.rows.map((row) => (row.package === 'next' ? { ...row, affected: ['*'] } : row));
    expect(upgradeTarget({ rows }, 'next', { next: '15.3.2' }).found).toBe(false);
  });
});
