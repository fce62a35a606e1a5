import { expect, it } from 'vitest';
import { edgeRefusal } from './edge-refusal.js';

const now = new Date('2026-11-22T12:00:00Z');
const edge = (ranges: string[], asOf: string | null) => ({
  name: 'cloudflare',
  ranges,
  asOf: asOf === null ? null : new Date(asOf),
});

it.each([
  ['no edge', null, null],
  ['a fresh list', edge(['104.16.0.0/13'], '2026-11-01'), null],
  ['thirty days', edge(['104.16.0.0/13'], '2026-10-23'), null],
  ['no addresses', edge([], '2026-11-01'), 'not known'],
  ['no date', edge(['104.16.0.0/13'], null), 'no date'],
  ['a stale list', edge(['104.16.0.0/13'], '2026-10-01'), '52 days old'],
  ['a date to come', edge(['104.16.0.0/13'], '2027-01-01'), 'in the future'],
  ['a word in the list', edge(['104.16.0.0/13', 'all'], '2026-11-01'), 'no range'],
])('%s', (_, given, reason) => {
  const found = edgeRefusal(given, now);
  if (reason === null) expect(found).toBeNull();
  else expect(found).toContain(reason);
});
