import type { Parsed } from '../../core/parsed.js';
import type { DeclaredIndicator } from '../../facts/case-records.js';
import { objectOf } from '../case-record.js';
import { classifyIndicator } from './classify-indicator.js';
import { csvValues } from './csv-values.js';
import { mispValues } from './misp-values.js';
import { stixValues } from './stix-values.js';

/** Formats of an import. */
export type IndicatorFormat = 'plain' | 'stix' | 'misp' | 'csv';

/** What a file of indicators holds. */
export interface ReadIndicators {
  readonly format: IndicatorFormat;
  readonly indicators: readonly Pick<DeclaredIndicator, 'type' | 'value'>[];
  /** Entries left out, by reason; values of them are not repeated. */
  readonly skipped: Readonly<Record<string, number>>;
}

/** Largest file in bytes, and most indicators of one import. */
export const importLimits = { bytes: 16 << 20, indicators: 20_000 } as const;

/** Reads a list of indicators: STIX 2.1 bundle, MISP event or feed, CSV, or one a line. Never throws. */
export function readIndicators(text: string): Parsed<ReadIndicators> {
  if (Buffer.byteLength(text) > importLimits.bytes) return failed(`larger than ${importLimits.bytes} bytes`);
  const clean = text.replace(/^\ufeff/, '');
  const found = /^\s*[[{]/.test(clean) ? fromJson(clean) : fromText(clean);
  if (found === null) return failed('JSON that is neither a STIX 2.1 bundle nor a MISP event');
  return collected(found.format, found.values);
}

interface Values {
  readonly format: IndicatorFormat;
  readonly values: readonly string[];
}

function failed(reason: string): Parsed<ReadIndicators> {
  return { ok: false, reason, line: null };
}

function fromJson(text: string): Values | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null; // half a file, or something else that begins with a brace
  }
  const stix = stixValues(objectOf(raw));
  if (stix) return { format: 'stix', values: stix };
  const misp = mispValues(raw);
  return misp && { format: 'misp', values: misp };
}

function fromText(text: string): Values {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !/^\s*[#;]/.test(line));
  const csv = csvValues(lines);
  if (csv) return { format: 'csv', values: csv };
  return { format: 'plain', values: lines.map((line) => line.trim().split(/\s+[#;]|\s+/)[0] ?? '') };
}

function collected(format: IndicatorFormat, values: readonly string[]): Parsed<ReadIndicators> {
  const indicators = new Map<string, Pick<DeclaredIndicator, 'type' | 'value'>>();
  const skipped: Record<string, number> = {};
  const skip = (reason: string) => {
    skipped[reason] = (skipped[reason] ?? 0) + 1;
  };
  for (const value of values) {
    const one = classifyIndicator(value);
    if (!one.ok) skip(one.reason);
    else if (indicators.size >= importLimits.indicators) skip(`beyond ${importLimits.indicators} indicators`);
    else indicators.set(`${one.indicator.type} ${one.indicator.value}`, one.indicator);
  }
  return { ok: true, value: { format, indicators: [...indicators.values()], skipped }, warnings: [] };
}
