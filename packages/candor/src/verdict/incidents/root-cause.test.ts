import { describe, expect, it } from 'vitest';
import { exampleDetections } from '../../checks/shared/example-detections.js';
import { exampleNow, exampleRef } from '../../core/example.js';
import type { Evaluation } from '../../facts/detections.js';
import { rootCause } from './root-cause.js';
import { signsFromCalls } from './signs-from-calls.js';

function evaluation(deed: Partial<NonNullable<Evaluation['deed']>> | null, advisory: string | null = null): Evaluation {
  const known = { kind: 'codegen' as const, request: 'POST /x', site: '/app/a.js:1:2', provenance: 'app', peer: null };
  return {
    subject: 'container:site-app-1',
    at: exampleNow,
    advisory,
    package: 'next',
    frame: 'Function at /app/a.js:1:2, POST /x',
    deed: deed === null ? null : { ...known, ...deed },
    count: 1,
    evidence: [exampleRef('docker.logs', 'container:site-app-1', 3)],
  };
}

const causeOf = (...evaluations: Evaluation[]) =>
  rootCause({ signs: signsFromCalls(exampleDetections({ evaluations })), apps: [], table: null });

describe('the way in, when a sensor saw a request become code', () => {
  it("is confirmed in the app's own code, with request and place", () => {
    const cause = causeOf(evaluation({ kind: 'connect', provenance: 'orphan' }), evaluation({}));
    expect(cause).toMatchObject({ advisory: null, confidence: 'confirmed' });
    expect(cause.because[0]).toContain("POST /x: the app's own code (/app/a.js:1:2)");
  });

  it('is inferred in a dependency: the place is known, the hole is not', () => {
    const cause = causeOf(evaluation({ provenance: 'dep:next' }));
    expect(cause.confidence).toBe('inferred');
    expect(cause.because[0]).toContain('code of next');
  });

  it('gives way to a known vulnerable frame', () => {
    expect(causeOf(evaluation({}), evaluation(null, 'CVE-2025-55182'))).toMatchObject({ advisory: 'CVE-2025-55182' });
  });

  it.each([
    ['a connection alone', evaluation({ kind: 'connect', provenance: 'orphan', peer: '198.51.100.7:1' })],
    ['a log without a sensor', evaluation(null)],
  ])('is not known from %s', (_title, one) => expect(causeOf(one).confidence).toBe('unknown'));
});

describe('a connection of evaluated code', () => {
  it.each([
    ['51.81.104.115:3333', ['51.81.104.115']],
    ['[2604:a880::1]:443', ['2604:a880::1']],
    ['172.18.0.4:27017', []],
    ['/var/run/x.sock', []],
  ])('to %s names as indicators: %j', (peer, values) => {
    const signs = signsFromCalls(
      exampleDetections({ evaluations: [evaluation({ kind: 'connect', provenance: 'orphan', peer })] }),
    );
    expect(signs[0]?.indicators.map((each) => each.value)).toEqual(values);
    expect(signs[0]?.techniques.map((each) => each.id)).toEqual(['T1071']);
  });
});
