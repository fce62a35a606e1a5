import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadAdvisoryTable } from '../advisories/load-table.js';
import { readBundle } from '../bundle/read-bundle.js';
import type { Report } from '../core/report.js';
import { evaluate } from '../evaluate.js';
import { findReporter, reporters } from './index.js';
import { openvexSchema, sarifSchema } from './machine/testing.js';

const folder = fileURLToPath(new URL('../../../../test/bundles/', import.meta.url));
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const reportSchema: Record<string, unknown> = JSON.parse(
  readFileSync(new URL('../../schemas/candor-report-1.schema.json', import.meta.url), 'utf8'),
);
const plain = { colour: false, width: 100 };

async function* nothing(): AsyncGenerator<Buffer> {}

async function reportOfBundle(name: string): Promise<Report> {
  const bundle = await readBundle(`${folder}${name}`, nothing());
  return evaluate(bundle, { advisories: loadAdvisoryTable(bundle.header.capturedAt, null) });
}

describe.each(names)('the bundle %s', (name) => {
  const held: { report: Report | null } = { report: null };
  beforeAll(async () => {
    held.report = await reportOfBundle(name);
  });
  const text = (format: string) => (held.report ? findReporter(format).render(held.report, plain) : '');

  it.each([
    ['json', reportSchema],
    ['sarif', sarifSchema],
    ['openvex', openvexSchema],
  ] as const)('keeps the schema of %s', (format, schema) => {
    const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
    ajv.validate(schema, JSON.parse(text(format)));
    expect(ajv.errors ?? []).toEqual([]);
  });

  it.each(reporters.map((reporter) => reporter.name))('renders as %s, twice the same', (format) => {
    expect(text(format).length).toBeGreaterThan(50);
    expect(text(format)).toBe(text(format));
  });
});
