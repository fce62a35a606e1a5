import { createHash } from 'node:crypto';
import { type Detection, evidenceChars } from './detection.js';
import { keysOf } from './keys-of.js';
import type { RuleHit } from './rule-engine.js';

/** A rule's match as a detection. Its id follows from rule, place and group alone, so that reading twice counts once. */
export function toDetection(hit: RuleHit, seq: number, redact: (text: string) => string): Detection {
  const source = hit.event?.source ?? hit.sources.at(-1) ?? { sensor: 'window', name: 'window', cursor: String(seq) };
  const identity = JSON.stringify([
    hit.rule.key,
    source.name,
    source.cursor,
    hit.event?.raw ?? '',
    Object.entries(hit.group),
  ]);
  const keys = hit.event === null ? [] : keysOf(hit.event, hit.group);
  return {
    id: createHash('sha256').update(identity).digest('hex').slice(0, 20),
    seq,
    at: hit.time,
    rule: hit.rule.key,
    title: hit.rule.title,
    severity: hit.rule.level,
    techniques: hit.rule.tags.flatMap((tag) => /^attack\.(t\d{4}(?:\.\d{3})?)$/i.exec(tag)?.[1]?.toUpperCase() ?? []),
    keys,
    sensor: source.sensor,
    source: source.name,
    evidence: redact((hit.event?.raw ?? hit.rule.title).slice(0, 8 * evidenceChars)).slice(0, evidenceChars),
  };
}
