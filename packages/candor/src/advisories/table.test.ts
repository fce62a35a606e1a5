import semver from 'semver';
import { describe, expect, it } from 'vitest';
import { publishedTableSchema } from './advisory-schema.js';
import { loadAdvisoryTable, shippedTable, toTable } from './load-table.js';
import { isAffected, matchAdvisories } from './match.js';

const table = shippedTable();
const at = new Date('2026-11-22T12:00:00Z');

/** The last release before `version`: 15.3.6 → 15.3.5, 28.0.0 → 27.999.999, canary.34 → canary.33. */
function before(version: string): string {
  const { major, minor, patch, prerelease } = semver.parse(version) as semver.SemVer; // versions of our own table
  const [label, number] = prerelease;
  if (typeof number === 'number') return `${major}.${minor}.${patch}-${label}.${number - 1}`;
  if (patch > 0) return `${major}.${minor}.${patch - 1}`;
  return minor > 0 ? `${major}.${minor - 1}.999` : `${major - 1}.999.999`;
}

describe('the shipped table', () => {
  it('has the shape that a published table must have', () => {
    expect(publishedTableSchema.safeParse(table).error).toBeUndefined();
  });
  it('names its date', () => expect(table.retrievedAt).toBe('2026-11-22T00:00:00Z'));

  for (const row of table.rows) {
    const upperBounds = row.affected.flatMap((range) => /<([\w.-]+)$/.exec(range)?.[1] ?? []);
    describe(`${row.id} in ${row.package} (${row.affected.join(', ')})`, () => {
      for (const bound of upperBounds) {
        it(`affects ${before(bound)} and not ${bound}`, () => {
          expect(isAffected(row, before(bound))).toBe(true);
          expect(isAffected(row, bound)).toBe(false);
        });
        if (row.ecosystem === 'npm' && !bound.includes('-')) {
          it(`affects the pre-release ${bound}-canary.3`, () =>
            expect(isAffected(row, `${bound}-canary.3`)).toBe(true));
        }
      }
      for (const version of row.fixed) {
        it(`does not affect the fixed ${version}`, () => expect(isAffected(row, version)).toBe(false));
      }
    });
  }
});

describe('matching', () => {
  const ids = (name: string, version: string) =>
    matchAdvisories(loadAdvisoryTable(at), name, version).map((row) => row.id);

  it.each([
    ['next', '15.3.2', true],
    ['next', '15.3.6', false],
    ['next', '15.4.0-canary.3', true],
    ['next', '14.2.33', false],
    ['next', '14.3.0-canary.76', false],
    ['next', '14.3.0-canary.77', true],
    ['next', '16.0.7-canary.1', true],
    ['react-server-dom-webpack', '19.1.1', true],
    ['react-server-dom-webpack', '19.1.2', false],
    ['react', '19.1.0', false],
    ['next', 'not a version', false],
    ['next', '', false],
  ])('%s %s has React2Shell: %s', (name, version, affected) => {
    expect(ids(name, version).includes('CVE-2025-55182')).toBe(affected);
  });

  it.each([
    ['nginx', '1.22.1-9+deb12u11', 'CVE-2026-42533', true],
    ['nginx', '1.30.7-1', 'CVE-2026-42533', false],
    ['docker', '20.10.24+dfsg1', 'moby#45610', true],
    ['docker', '5:28.5.2-1~debian.12~bookworm', 'CVE-2025-31133', false],
    ['runc', '1.1.5+ds1-1', 'CVE-2025-31133', true],
    ['runc', '1.3.3-rc.1', 'CVE-2025-31133', true],
    ['runc', '1.3.3-1~deb13u1', 'CVE-2025-31133', false],
    ['mongodb', '8.0.16', 'CVE-2025-14847', true],
    ['mongodb', '8.2.3', 'CVE-2025-14847', false],
  ])('%s %s matches %s: %s', (name, version, id, affected) => {
    expect(ids(name, version).includes(id)).toBe(affected);
  });

  it('puts code execution first', () => expect(ids('next', '15.3.2')[0]).toBe('CVE-2025-55182'));
  it('has nothing against the recommended set', () => {
    expect([ids('next', '16.4.5'), ids('payload', '3.90.2'), ids('sharp', '0.35.5')]).toEqual([[], [], []]);
  });
});

describe('age', () => {
  it.each([
    ['2026-11-22T00:00:00Z', 0, false],
    ['2025-12-13T00:00:00Z', 0, false],
    ['2026-12-06T00:00:00Z', 14, false],
    ['2026-12-06T01:00:00Z', 14 + 1 / 24, true],
  ])('captured at %s: %d days', (capturedAt, ageDays, stale) => {
    const result = toTable(table, new Date(capturedAt));
    expect(result.ageDays).toBeCloseTo(ageDays);
    expect(result.stale).toBe(stale);
  });
});
