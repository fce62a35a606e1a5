import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { remedies } from './index.js';

const guide = readFileSync(new URL('../../../../../docs/fix.md', import.meta.url), 'utf8');
const reference = readFileSync(new URL('../../../../../docs/reference/checks.md', import.meta.url), 'utf8');
const ids = remedies.flatMap(({ checks }) => checks);

test('each check has one remedy, is a check, and stands in the guide', () => {
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    expect(reference).toContain(id);
    expect(guide).toContain(id);
  }
});

test('the guide names no check without a remedy', () => {
  const table = guide
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .join('\n');
  expect([...new Set(table.match(/\b[A-Z]{3}-\d{2}\b/g))].filter((id) => !ids.includes(id))).toEqual([]);
});
