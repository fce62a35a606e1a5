import { defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { exampleHistory, exampleReport, firstReport } from '../../facts/examples-history.js';
import { history } from '../../facts/history.js';

const destroys = /\b(?:kill(?:ed)?|removed?|deleted?|rm -r?f?|pkill|docker rm|wiped?|reinstalled|recreated)\b/i;
const keeps = /\b(?:evidence|preserved?|hash(?:ed)?|sha256|copied|exported?|snapshot|kept)\b/i;
const bad = exampleReport({ tone: 'bad', status: 'COMPROMISED', at: new Date('2026-11-15T00:00:00Z') });
const entry = (what: string, at: string) => ({
  at: new Date(at),
  what,
  by: 'operator',
  ref: exampleRef('case.changes'),
});

/** LOG-09: after an incident something was killed or removed before it was copied and hashed. */
export const evidenceWasNotKept = defineCheck({
  id: 'LOG-09',
  title: 'Evidence was destroyed before it was kept',
  questions: ['Q9'],
  severity: 'high',
  required: true,
  history: true,
  needs: { history },
  decide({ history: past }): Outcome {
    const incident = past.value.reports.find((report) => report.tone === 'bad');
    if (past.value.firstReport) return notApplicable(past.evidence, 'first report: there is no history yet');
    if (!incident) return notApplicable(past.evidence, 'no earlier report tells of an incident');
    const after = past.value.changes.filter((change) => incident.at === null || change.at >= incident.at);
    const lost = after.find(
      (change) =>
        destroys.test(change.what) &&
        !keeps.test(change.what) &&
        !after.some((other) => keeps.test(other.what) && other.at <= change.at),
    );
    if (!lost) return pass([incident.ref, ...past.evidence]);
    return fail([lost.ref, incident.ref], {
      what: `"${lost.what.slice(0, 160)}" (${lost.at.toISOString().slice(0, 16)}Z) and nothing was copied or hashed before`,
      location: 'the ledger of changes',
    });
  },
  whyItMatters:
    'Without the file, its hash and the process’s memory nobody can say what it was, and "removed" cannot be proven.',
  verifyByHand: 'cat case.changes',
  remediation: {
    text: 'Keep a copy, a hash and the process list before anything is killed or removed; note it in the ledger.',
    commands: ['docker export CONTAINER -o evidence.tar', 'sha256sum evidence.tar'],
  },
  references: ['EVIDENCE_LOST', 'Dec-2025 case G8'],
  examples: {
    pass: [
      {
        title: 'kept first, removed later',
        facts: {
          history: seen(
            exampleHistory([bad], {
              changes: [
                entry('container exported, sha256 noted', '2026-11-15T01:00:00Z'),
                entry('container removed', '2026-11-15T02:00:00Z'),
              ],
            }),
          ),
        },
      },
      { title: 'first report', expect: 'not-applicable', facts: { history: seen(firstReport) } },
      { title: 'no incident before', expect: 'not-applicable', facts: { history: seen(exampleHistory()) } },
    ],
    fail: [
      {
        title: 'killed at once',
        facts: {
          history: seen(
            exampleHistory([bad], {
              changes: [entry('miner process killed, container recreated', '2026-11-15T01:00:00Z')],
            }),
          ),
        },
      },
    ],
    blind: [
      { title: 'history not readable', facts: { history: unseen() } },
      { title: 'a part of the history', facts: { history: partlySeen(exampleHistory([bad])) } },
    ],
  },
});
