import type { Acceptance, CaseAmendment, Dismissal } from '../../facts/case-records.js';
import type { AmendmentContext } from './judge-case-amendment.js';
import type { DismissalContext } from './judge-dismissal.js';

/** The moment of the tests. */
export const now = new Date('2026-11-22T12:00:00Z');

const observed = {
  kind: 'observed',
  artifact: 'docker.inspect',
  subject: 'host',
  excerpt: '"HostIp": "127.0.0.1"',
  foundIn: '2026-11-22T110000Z-web-1',
  rivalCannotExplain: 'nothing outside can open a loopback socket',
} as const;

/** A dismissal that holds; `change` says what differs. */
export function dismissalOf(change: Partial<Dismissal> = {}): Dismissal {
  return {
    fingerprint: '0123456789abcdef',
    check: 'MDB-04',
    subject: 'project:site',
    justification: 'inline_mitigations_already_exist',
    hypothesis: { id: 'benign-operation', text: 'The database listens on loopback alone', rival: 'attack-succeeded' },
    producer: null,
    evidence: [observed],
    retest: { kind: 'check', check: 'EXP-04', subject: null, expect: 'pass' },
    author: 'ana',
    at: '2026-11-20T12:00:00Z',
    expires: '2027-01-31',
    recordedAt: null,
    finding: { indicators: [], artifacts: ['docker.inspect'], text: 'mongod runs without --auth', lastSeen: null },
    validAt: [],
    ...change,
  };
}

/** The evidence of {@link dismissalOf}, changed. */
export function evidenceOf(change: Partial<typeof observed | Record<string, unknown>>): Dismissal['evidence'][number] {
  return { ...observed, ...change } as Dismissal['evidence'][number]; // tests make wrong ones on purpose
}

/** A dismissal of running code that holds: a benign producer, reproduced. */
export function compromiseDismissal(change: Partial<Dismissal> = {}): Dismissal {
  return dismissalOf({
    check: 'RTC-02',
    subject: 'container:site-app-1',
    justification: 'benign_producer_reproduced',
    hypothesis: {
      id: 'benign-operation',
      text: 'The app converts uploads with ffmpeg',
      rival: 'attack-succeeded',
    },
    producer: {
      name: 'video upload hook',
      codePath: 'src/hooks/convert.ts:41',
      command: 'npm run convert -- sample.mov',
      output: '/usr/bin/ffmpeg -i /tmp/upload.mov -c:v libx264 out.mp4\n',
    },
    evidence: [
      evidenceOf({
        artifact: 'docker.files',
        excerpt: '/usr/bin/ffmpeg owned by ffmpeg-6.1.2-r2',
        rivalCannotExplain: 'an intruder’s file would not match the package record',
      }),
    ],
    retest: { kind: 'check', check: 'RTC-03', subject: null, expect: 'not-fail' },
    expires: '2026-11-27T12:00:00Z',
    finding: {
      indicators: [],
      artifacts: ['docker.top'],
      text: '/usr/bin/ffmpeg -i /tmp/upload.mov -c:v libx264 out.mp4',
      lastSeen: null,
    },
    ...change,
  });
}

/** A capture in which everything speaks for the dismissal. */
export function contextOf(change: Partial<DismissalContext> = {}): DismissalContext {
  return {
    now,
    findingTexts: ['/usr/bin/ffmpeg -i /tmp/upload.mov -c:v libx264 out.mp4'],
    sensorOff: null,
    recurrences: [],
    runningHoles: [],
    retest: 'passed',
    ...change,
  };
}

/** An acceptance that holds. */
export function acceptanceOf(change: Partial<Acceptance> = {}): Acceptance {
  return {
    fingerprint: '0123456789abcdef',
    check: 'CTR-03',
    subject: 'container:legacy-1',
    questions: ['Q7'],
    reason: 'the vendor image needs root until May',
    author: 'ana',
    at: '2026-11-20T12:00:00Z',
    expires: '2027-05-01',
    recordedAt: null,
    ...change,
  };
}

/** An amendment that the rules accept. */
export function amendmentOf(change: Partial<CaseAmendment> = {}): CaseAmendment {
  return {
    report: '2026-11-21T110000Z-web-1',
    at: new Date('2026-11-21T12:00:00Z'),
    author: 'ana',
    claim: 'Next was upgraded',
    rootCause: 'CVE-2025-55182 in next 15.3.2',
    actions: ['container app-1 exported, sha256 noted, then removed and recreated from the new image'],
    outcome: 'the hole is fixed',
    retest: { kind: 'package-at-least', package: 'next', version: '15.3.6' },
    lessons: ['NXT-01 runs daily now'],
    ...change,
  };
}

/** A capture in which everything speaks for the amendment. */
export function amendmentContextOf(change: Partial<AmendmentContext> = {}): AmendmentContext {
  return {
    sensorOff: false,
    advisories: ['CVE-2025-55182'],
    runningHoles: [],
    recurrences: [],
    retest: 'passed',
    evidence: [],
    ...change,
  };
}
