import { appLog } from '../../moments/bundle-builder.js';
import { ledger, monitorLine, node, noHistory, nutsFrom, report, start, top } from '../../moments/pieces.js';
import { caseAt, edited, patchedAt, quietLog, type RuleCase } from '../rule-case.js';

const now = '2025-12-12T18:00:00Z';
const said = (text: string) =>
  report('check.md', '# Check', '**Date:** 2025-12-12 16:00 UTC', '**Status:** SAFE', `- ${text}`);
const miner =
  '659168              497100              root                Sat Dec 13 08:18:23 2025   388   2412032   /AfUxImqu -c /jnEe -B';
const fresh = { ...quietLog, text: '2025-12-12T17:59:00.000000000Z > next start\n' };

/** Rules 21 to 27: scope and time. */
export const scopeCases: readonly RuleCase[] = [
  {
    rule: 'WINDOW_COVERS',
    fires: [
      { title: 'the container is minutes old', effect: /→/, moment: { ...caseAt(now), since: '2025-12-12T12:00:00Z' } },
      { title: 'the log begins a minute ago', moment: { ...caseAt(now, fresh), since: '2025-12-12T16:00:00Z' } },
    ],
    silent: [
      {
        title: 'all of it is covered',
        moment: { ...caseAt(now, appLog(start('2025-12-12T15:51:20Z', '15.3.2'))), since: '2025-12-12T17:00:00Z' },
      },
      { title: 'nothing was asked for', moment: caseAt(now) },
    ],
  },
  {
    rule: 'INDICATOR_SCOPE',
    fires: [
      {
        title: 'a search for one address',
        effect: /that actor/,
        moment: caseAt(now, said('no occurrences of 193.34.213.150 in the log')),
      },
      { title: 'a search for a file', moment: caseAt(now, said('no trace of /dev/shm/.x1 was found')) },
    ],
    silent: [
      { title: 'a statement without an indicator', moment: caseAt(now, said('no sign of data loss')) },
      { title: 'an address, and no search', moment: caseAt(now, said('the server answers at 203.0.113.44')) },
    ],
  },
  {
    rule: 'EVIDENCE_TIME',
    fires: [
      {
        title: 'evidence of 08:50',
        effect: /as of/,
        moment: {
          ...caseAt('2025-12-13T09:12:00Z'),
          pieces: caseAt('2025-12-13T09:12:00Z').pieces.map((piece) => ({
            ...piece,
            capturedAt: '2025-12-13T08:50:00Z',
          })),
        },
      },
    ],
    silent: [
      { title: 'all at once', moment: caseAt(now) },
      {
        title: 'an old report is no stale evidence',
        moment: caseAt(now, { ...said('x'), capturedAt: '2025-12-01T00:00:00Z' }),
      },
    ],
  },
  {
    rule: 'VANTAGE',
    fires: [
      {
        title: 'probes from the host',
        effect: /binding/,
        moment: caseAt(now, {
          id: 'http.probe',
          text: '{"url":"http://127.0.0.1:3000","resolvedTo":"127.0.0.1","status":200}\n',
        }),
      },
    ],
    silent: [
      { title: 'no probe', moment: caseAt(now) },
      {
        title: 'somebody looked from outside',
        moment: caseAt(
          now,
          { id: 'http.probe', text: '{"url":"http://127.0.0.1:3000","resolvedTo":"127.0.0.1","status":200}\n' },
          {
            id: 'host.listen-probe',
            subject: 'external:home',
            text: '{"to":"203.0.113.44","port":443,"result":"open"}\n{"to":"203.0.113.44","port":3000,"result":"filtered"}\n',
          },
        ),
      },
    ],
  },
  {
    rule: 'NAMESPACE',
    fires: [
      {
        title: 'a miner of the container',
        effect: /container, not host/,
        moment: caseAt('2025-12-13T08:40:00Z', top([node, miner])),
      },
    ],
    silent: [
      { title: 'no foreign process', moment: caseAt(now, top([node])) },
      {
        title: 'a call that is only logged',
        moment: caseAt(now, appLog([monitorLine('2025-12-12T17:00:00Z', nutsFrom('5.231.70.66'))])),
      },
    ],
  },
  {
    rule: 'CREATED_VS_STARTED',
    fires: [
      {
        title: 'started hours after creation',
        effect: /survived/,
        moment: {
          capturedAt: '2025-12-13T08:40:00Z',
          pieces: edited(
            caseAt(now).pieces,
            'docker.inspect',
            '"StartedAt": "2025-12-12T15:51:18Z"',
            '"StartedAt": "2025-12-13T08:38:41Z"',
          ),
        },
      },
    ],
    silent: [{ title: 'started when it was created', moment: caseAt(now) }],
  },
  {
    rule: 'RESTART_POLICY',
    fires: [
      {
        title: 'no policy, "restarted automatically"',
        effect: /refuted/,
        moment: caseAt(now, said('the container was restarted automatically by Docker')),
      },
    ],
    silent: [
      { title: 'restarted by hand', moment: caseAt(now, said('the operator restarted the container')) },
      {
        title: 'a policy is set',
        moment: {
          capturedAt: now,
          pieces: edited(
            caseAt(now, said('the container was restarted automatically')).pieces,
            'docker.inspect',
            '"Name": "no"',
            '"Name": "always"',
          ),
        },
      },
      { title: 'nothing was said', moment: patchedAt('2026-11-20T12:00:00Z', noHistory, ledger()) },
    ],
  },
];
