import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { appendRecord } from '../case/append-record.js';
import { caseFiles } from '../case/case-files.js';
import { caseLine, caseState } from './case-state.js';

const scratch = mkdtempSync(join(tmpdir(), 'candor-case-state-'));
const scene = { folder: '', number: 0 };

beforeEach(() => {
  scene.number += 1;
  scene.folder = join(scratch, String(scene.number));
});
afterAll(() => rmSync(scratch, { recursive: true }));

function note(): void {
  const at = '2026-11-22T12:00:00.000Z';
  appendRecord(caseFiles(scene.folder), () => ({ kind: 'ledger', at, by: 'ana', body: { at, what: 'restarted' } }));
}

describe('the state of a case folder', () => {
  it('is none where there is no folder, and says how to begin', () => {
    const state = caseState(scene.folder);
    expect(state.state).toBe('none');
    expect(caseLine(state)).toContain(`mkdir ${scene.folder}`);
  });

  it('is intact in an empty folder, without a report', () => {
    mkdirSync(scene.folder);
    expect(caseLine(caseState(scene.folder))).toContain('0 records, no report yet, chain intact.');
  });

  it('counts the records of a chain', () => {
    note();
    note();
    expect(caseState(scene.folder)).toMatchObject({ state: 'intact', records: 2, lastReportAt: null, writable: true });
  });

  it('is edited when a record is not as it was written, and names it', () => {
    note();
    writeFileSync(join(scene.folder, 'records/000001-ledger.json'), '{}\n');
    const state = caseState(scene.folder);
    expect(state).toMatchObject({ state: 'edited', edited: [expect.stringContaining('000001-ledger.json')] });
    expect(caseLine(state)).toContain('candor case verify');
  });
});
