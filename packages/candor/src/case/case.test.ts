import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CandorError } from '../core/errors.js';
import { appendRecord, appendReport } from './append-record.js';
import { caseFiles } from './case-files.js';
import { openCase, readCase } from './read-case.js';
import { compiledWriter } from './testing/compiled-writer.js';

const at = '2026-11-22T00:00:00.000Z';

function temporary(): string {
  return join(mkdtempSync(join(tmpdir(), 'candor-case-')), 'candor.d');
}

/** Four records: report, ledger, ledger, report. */
function fourRecords(): string {
  const folder = temporary();
  const files = caseFiles(folder);
  const report = (n: number) =>
    appendReport(files, () => ({ id: 'r', at, body: {}, bytes: Buffer.from(`{"format":"candor-report/1","n":${n}}`) }));
  const note = (what: string) => appendRecord(files, () => ({ kind: 'ledger', at, by: 'ana', body: { at, what } }));
  report(1);
  note('a');
  note('b');
  report(2);
  return folder;
}

const names = ['000001-report.json', '000002-ledger.json', '000003-ledger.json', '000004-report.json'];

function edit(folder: string, name: string, from: string, to: string): void {
  const path = join(folder, name);
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  writeFileSync(path, text.replace(from, to));
}

const tampering: readonly (readonly [string, (folder: string) => void, string])[] = [
  ['a word of a record is changed', (f) => edit(f, 'records/000002-ledger.json', '"a"', '"x"'), '000002-ledger.json'],
  [
    'a word is changed in place, in both its names',
    (f) =>
      writeFileSync(
        join(f, 'records/000002-ledger.json'),
        readFileSync(join(f, 'records/000002-ledger.json'), 'utf8').replace('"a"', '"x"'),
      ),
    '000002-ledger.json',
  ],
  [
    'a word is changed, and the claims are gone',
    (f) => {
      for (const name of readdirSync(join(f, 'records'))) if (name.startsWith('.')) rmSync(join(f, 'records', name));
      edit(f, 'records/000002-ledger.json', '"a"', '"x"');
    },
    '000002-ledger.json',
  ],
  ['the first is deleted', (f) => rmSync(join(f, 'records/000001-report.json')), '000001'],
  ['one in the middle is deleted', (f) => rmSync(join(f, 'records/000003-ledger.json')), '000003'],
  [
    'one in the middle is deleted with its claim',
    (f) => {
      rmSync(join(f, 'records/000003-ledger.json'));
      rmSync(join(f, 'records/.000003'));
    },
    '000003',
  ],
  ['the last is deleted', (f) => rmSync(join(f, 'records/000004-report.json')), '000004'],
  [
    'the last is deleted with its claim: its report is left over',
    (f) => {
      rmSync(join(f, 'records/000004-report.json'));
      rmSync(join(f, 'records/.000004'));
    },
    'reports/r_2.json',
  ],
  [
    'two are exchanged',
    (f) => {
      const [a, b] = [join(f, 'records/000002-ledger.json'), join(f, 'records/000003-ledger.json')];
      renameSync(a, `${a}.x`);
      renameSync(b, a);
      renameSync(`${a}.x`, b);
    },
    '000002-ledger.json',
  ],
  [
    'one is renumbered',
    (f) => renameSync(join(f, 'records/000004-report.json'), join(f, 'records/000005-report.json')),
    '000004',
  ],
  [
    'one is called another kind',
    (f) => renameSync(join(f, 'records/000003-ledger.json'), join(f, 'records/000003-note.json')),
    '000003-note.json',
  ],
  [
    'a record is copied',
    (f) => copyFileSync(join(f, 'records/000002-ledger.json'), join(f, 'records/000002-note.json')),
    '000002',
  ],
  ['a record is cut short', (f) => writeFileSync(join(f, 'records/000003-ledger.json'), '{"format":'), '000003'],
  ['a foreign file is put in', (f) => writeFileSync(join(f, 'records/readme.json'), '{}'), 'readme.json'],
  ['a report is edited', (f) => edit(f, 'reports/r.json', '"n":1', '"n":9'), 'reports/r.json'],
  ['a report is deleted', (f) => rmSync(join(f, 'reports/r.json')), 'reports/r.json'],
  ['a report is added', (f) => writeFileSync(join(f, 'reports/good.json'), '{}'), 'reports/good.json'],
  [
    'a record becomes a link',
    (f) => {
      rmSync(join(f, 'records/000002-ledger.json'));
      symlinkSync('/etc/hostname', join(f, 'records/000002-ledger.json'));
    },
    '000002-ledger.json',
  ],
];

describe('the case store', () => {
  it('numbers and chains records, and keeps two reports of one id apart', () => {
    const folder = fourRecords();
    const read = readCase(caseFiles(folder), { reports: true });
    expect(read.records.map((one) => one.name)).toEqual(names);
    expect(read.records.map((one) => one.record.previous)).toEqual([
      null,
      ...read.records.slice(0, 3).map((one) => one.sha256),
    ]);
    expect(readdirSync(join(folder, 'reports'))).toEqual(['r.json', 'r_2.json']);
    expect([read.tampering, read.leftovers]).toEqual([[], []]);
  });

  it('an empty or missing folder is an empty case', () => {
    expect(readCase(caseFiles(temporary()), { reports: true })).toEqual({ records: [], tampering: [], leftovers: [] });
  });

  it.each(tampering)('names it when %s', (_, tamper, name) => {
    const folder = fourRecords();
    tamper(folder);
    let found = '';
    try {
      found = readCase(caseFiles(folder), { reports: true })
        .tampering.map((one) => `${one.name} ${one.what}`)
        .join('\n');
    } catch (error) {
      found = error instanceof CandorError && error.code === 'CASE_EDITED' ? error.message : '';
    }
    expect(found).toContain(name);
  });

  it('refuses to append to an edited chain, with the code that ends at 65', () => {
    const folder = fourRecords();
    edit(folder, 'records/000002-ledger.json', '"a"', '"x"');
    const append = () => appendRecord(caseFiles(folder), () => ({ kind: 'note', at, by: 'b', body: {} }));
    expect(append).toThrow(expect.objectContaining({ code: 'CASE_EDITED', exitCode: 65 }));
  });

  it('a half-written file is ignored and named; a claimed record without its name is finished', () => {
    const folder = fourRecords();
    writeFileSync(join(folder, 'records/.tmp-1-half'), '{"form');
    const files = caseFiles(folder);
    files.claim('records/000004-report.json', 'records/.tmp-9-killed');
    rmSync(join(folder, 'records/000004-report.json'));
    expect(openCase(files).records).toHaveLength(4);
    appendRecord(files, () => ({ kind: 'note', at, by: 'b', body: {} }));
    expect(readdirSync(join(folder, 'records'))).toContain('000004-report.json');
    expect(readCase(files, { reports: true }).leftovers).toEqual(['records/.tmp-1-half', 'records/.tmp-9-killed']);
  });
});

function done(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('close', resolve));
}

describe('several writers', () => {
  it('three processes at once lose nothing and overwrite nothing', async () => {
    const folder = temporary();
    const writer = compiledWriter(mkdtempSync(join(tmpdir(), 'candor-writer-')));
    const children = ['a', 'b', 'c'].map((who) => spawn(process.execPath, [writer, folder, who, '12']));
    expect(await Promise.all(children.map(done))).toEqual([0, 0, 0]);
    const read = readCase(caseFiles(folder), { reports: true });
    expect([read.records.length, read.tampering, read.leftovers]).toEqual([36, [], []]);
  }, 30_000);

  it('a kill at any moment leaves a chain that verifies and goes on', async () => {
    const folder = temporary();
    const writer = compiledWriter(mkdtempSync(join(tmpdir(), 'candor-writer-')));
    const promised = { count: 0 };
    for (let round = 0; round < 12; round++) {
      const child = spawn(process.execPath, [writer, folder, `k${round}`, '400']);
      const reported = await killedAfter(child, 3 + round);
      promised.count += reported;
      const read = readCase(caseFiles(folder), { reports: true });
      expect(read.tampering).toEqual([]);
      expect(read.records.length).toBeGreaterThanOrEqual(promised.count);
    }
    appendRecord(caseFiles(folder), () => ({ kind: 'note', at, by: 'b', body: {} }));
    expect(readCase(caseFiles(folder), { reports: true }).tampering).toEqual([]);
  }, 30_000);
});

/** Kills a writer with SIGKILL once it has told of some appends; returns how many it told of in all. */
async function killedAfter(child: ChildProcess, appends: number): Promise<number> {
  let told = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    told += chunk.toString().split('\n').length - 1;
    if (told >= appends) child.kill('SIGKILL');
  });
  await done(child);
  return told;
}
