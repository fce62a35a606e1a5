import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const source = join(import.meta.dirname, '../..');

/** What a writer process needs. */
const files = [
  'core/errors.ts',
  'case/case-files.ts',
  'case/case-record.ts',
  'case/read-case.ts',
  'case/append-record.ts',
];

const script = `
import { appendRecord, appendReport } from './case/append-record.js';
import { caseFiles } from './case/case-files.js';
const [folder, who, count] = process.argv.slice(2);
for (let n = 0; n < Number(count); n++) {
  const at = '2026-11-22T00:00:00.000Z';
  if (n % 3 === 0) {
    appendReport(caseFiles(folder), (now) => ({
      id: 'r-' + who, at, body: {},
      bytes: Buffer.from(JSON.stringify({ format: 'candor-report/1', who, n, after: now.records.length })),
    }));
  } else appendRecord(caseFiles(folder), () => ({ kind: 'ledger', at, by: who, body: { at, what: who + n } }));
  process.stdout.write(n + '\\n');
}
`;

/** Writes the store as plain JavaScript into a folder, with a script that appends; returns the script's path. */
export function compiledWriter(folder: string): string {
  for (const file of files) {
    const target = join(folder, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    const { outputText } = ts.transpileModule(readFileSync(join(source, file), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(target, outputText);
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'writer.js'), script);
  return join(folder, 'writer.js');
}
