import { cannotTell, defineCheck, fail, pass } from '../../core/check.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import { type Attempt, detections } from '../../facts/detections.js';
import { exampleApp, exampleTable } from '../../facts/examples.js';
import { affectedByRce } from '../shared/affected-by-rce.js';
import { exampleDetections } from '../shared/example-detections.js';

function total(list: readonly Attempt[]): number {
  return list.reduce((sum, attempt) => sum + attempt.count, 0);
}

/** RTC-11: requests that try a known hole. Refused, or aimed at what is fixed, they are counted and no more (BACKGROUND_SCAN). */
export const requestTriesKnownHole = defineCheck({
  id: 'RTC-11',
  title: 'Requests try a hole that is open',
  questions: ['Q4'],
  severity: 'high',
  required: false,
  needs: { detections },
  uses: { nodeApps, advisoryTable },
  decide: (facts) => {
    const attempts = facts.detections.value.attempts;
    const passed = attempts.filter(({ refused }) => !refused);
    const first = passed[0];
    if (!first) {
      const clients = new Set(attempts.map(({ client }) => client)).size;
      const what =
        attempts.length === 0
          ? 'no odd requests'
          : `background: ${total(attempts)} odd requests of ${clients} clients, each refused`;
      return pass(facts.detections.evidence, { what });
    }
    const { nodeApps: apps, advisoryTable: table } = facts;
    const example = `${first.client ?? 'somebody'}: ${first.what}`;
    if (apps.status === 'unknown' || table.status === 'unknown' || !apps.complete) {
      return cannotTell(
        'not-collected',
        `${total(passed)} odd requests were answered (${example}), and the app's version is not known`,
        {
          evidence: first.evidence,
          settle: 'docker exec CONTAINER node -p "require(\'next/package.json\').version"',
        },
      );
    }
    for (const app of apps.value) {
      const hole = affectedByRce(app, table.value);
      if (!hole) continue;
      return fail([...first.evidence, app.ref], {
        subject: first.subject,
        what: `${total(passed)} odd requests were answered (${example}), and ${app.subject} runs ${hole.advisory.package} ${hole.version} (${hole.advisory.id})`,
        location: `${first.subject}, ${first.what}`,
      });
    }
    return pass([...first.evidence, ...apps.evidence], {
      what: `background: ${total(passed)} odd requests were answered, and no known hole runs`,
    });
  },
  whyItMatters: 'Everybody is scanned all day. It matters when the scan meets a hole that is open.',
  verifyByHand: 'sudo grep -E "Next-Action|__proto__|constructor" /var/log/nginx/access.log | tail',
  remediation: {
    text: 'Close the hole; blocking single addresses does not.',
    commands: ['npm install next@latest && docker compose up -d --build'],
  },
  references: ['ATT&CK T1595', 'verdict.md, rule BACKGROUND_SCAN'],
  examples: {
    pass: [
      { title: 'nothing odd', facts: { detections: seen(exampleDetections()) } },
      { title: 'scans, each refused', facts: { detections: seen(exampleDetections({ attempts: [attempt(true)] })) } },
      {
        title: 'answered, and nothing is open',
        facts: {
          detections: seen(exampleDetections({ attempts: [attempt(false)] })),
          nodeApps: seen([exampleApp()]),
          advisoryTable: seen(exampleTable()),
        },
      },
    ],
    fail: [
      {
        title: 'answered by a version with a hole',
        facts: {
          detections: seen(exampleDetections({ attempts: [attempt(false)] })),
          nodeApps: seen([exampleApp({ next: '15.3.2' })]),
          advisoryTable: seen(exampleTable()),
        },
      },
    ],
    blind: [
      { title: 'no logs', facts: { detections: unseen() } },
      { title: 'cut logs', facts: { detections: partlySeen(exampleDetections()) } },
      {
        title: 'answered by an unknown version',
        facts: { detections: seen(exampleDetections({ attempts: [attempt(false)] })) },
      },
    ],
  },
});

function attempt(refused: boolean): Attempt {
  return {
    subject: 'host',
    client: '198.51.100.7',
    what: 'POST /',
    first: exampleNow,
    last: exampleNow,
    count: 12,
    refused,
    evidence: [exampleRef('nginx.access-log')],
  };
}
