import { describe, expect, it } from 'vitest';
import type { Bundle } from '../../core/evidence.js';
import { seen, unseen } from '../../core/example.js';
import type { Fact } from '../../core/fact.js';
import type { Severity } from '../../core/severity.js';
import { exampleHistory, exampleReport } from '../../facts/examples-history.js';
import type { History } from '../../facts/history.js';
import type { Judgement } from '../judgement.js';
import type { RuleContext } from '../rule.js';
import { blankResult } from '../testing.js';
import { evidenceVanished } from './evidence-vanished.js';

const bundle = { header: { host: { name: 'web-1' } } } as Bundle; // the rule reads the host's name alone

function apply(check: string, state: 'unknown' | 'pass', past: Fact<History>): Judgement {
  const facts = (() => past) as RuleContext['facts'];
  const now = new Date('2026-11-20T12:00:00Z');
  return evidenceVanished.apply(
    {
      results: [blankResult({ check, state, detail: 'denied' })],
      incidents: [],
      amendments: [],
      caps: [],
      limits: [],
      traces: [],
      notes: [],
    },
    { facts, bundle, now, windowSince: now },
  );
}

function past(check: string, severity: Severity): Fact<History> {
  const finding = { check, subject: 'host', fingerprint: 'x', severity, firstSeen: null };
  return seen(exampleHistory([exampleReport({ openFindings: [finding] })]));
}

describe('EVIDENCE_VANISHED', () => {
  it.each([
    ['EXP-01', 'high', 'unknown', ['AT RISK']],
    ['RTC-02', 'critical', 'unknown', ['COMPROMISED']],
    ['PER-03', 'critical', 'unknown', ['COMPROMISED']],
    ['RTC-02', 'high', 'unknown', ['AT RISK']],
    ['EXP-01', 'medium', 'unknown', []],
    ['EXP-01', 'high', 'pass', []],
  ] as const)('%s, %s, now %s: caps %j', (check, severity, state, caps) => {
    const judged = apply(check, state, past(check, severity));
    expect(judged.caps.map((cap) => cap.cap)).toEqual(caps);
    expect(judged.limits.map((limit) => limit.best)).toEqual(caps.map(() => 'bad'));
    expect(judged.traces.length > 0).toBe(caps.length > 0);
  });

  it('says nothing without a history', () => {
    expect(apply('RTC-02', 'unknown', unseen()).caps).toEqual([]);
  });
});
