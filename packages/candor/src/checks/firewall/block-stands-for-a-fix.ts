import { matchAdvisories } from '../../advisories/match.js';
import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import { exampleApp, exampleTable } from '../../facts/examples.js';
import { exampleHistory, firstReport } from '../../facts/examples-history.js';
import { history, type LedgerEntry } from '../../facts/history.js';

/** Words of a change that blocks addresses. */
const blocks =
  /\b(?:iptables|nft|ufw|firewall|fail2ban|DOCKER-USER)\b.{0,200}\b(?:drop|deny|reject|block(?:ed)?|ban(?:ned)?)\b|\b(?:blocked|banned)\b.{0,80}\b\d{1,3}(?:\.\d{1,3}){3}/i;

/** FWL-14: a blocked address is no answer to a hole that is still open. */
export const blockStandsForAFix = defineCheck({
  id: 'FWL-14',
  title: 'An address was blocked, and the hole is still open',
  questions: ['Q9', 'Q2'],
  severity: 'high',
  required: false,
  needs: { history, apps: nodeApps, table: advisoryTable },

  decide({ history: before, apps, table }) {
    const blocked = before.value.changes.filter(({ what }) => blocks.test(what.slice(0, 2000)));
    const [first] = blocked;
    if (!first)
      return before.complete
        ? notApplicable(before.evidence, 'nobody blocked an address')
        : cannotTell('not-collected', 'not all of the ledger was read', { settle: 'candor ledger list' });
    const open = apps.value.flatMap((app) =>
      app.packages.flatMap(({ name, version, ref }) =>
        matchAdvisories(table.value, name, version)
          .filter(({ remoteCodeExecution }) => remoteCodeExecution)
          .map((row) => ({ app, row, version, ref })),
      ),
    );
    const [hole] = open;
    if (hole)
      return fail([first.ref, hole.ref], {
        what: `"${first.what.slice(0, 120)}" blocks addresses; ${hole.row.package} ${hole.version} still has ${hole.row.id}`,
        location: hole.app.subject,
      });
    if (apps.complete)
      return pass([first.ref, ...apps.evidence], { what: 'addresses were blocked, and no such hole is open' });
    return cannotTell('not-collected', 'whether the hole is closed is not known', {
      settle: 'npm ls next payload react',
    });
  },
  whyItMatters:
    'The next caller has another address. In December 2025 a block was taken for the remedy, and a week later the same hole was used again.',
  verifyByHand: 'candor ledger list; npm ls next payload react',
  remediation: {
    text: 'Close the hole: upgrade, rebuild, restart. The block may stay beside it.',
    commands: ['npm install next@latest', 'docker compose up -d --build'],
  },
  references: ['Dec-2025 case'],
  examples: {
    pass: [
      {
        title: 'blocked and fixed',
        facts: { history: seen(ledger('ufw deny from 203.0.113.9')), apps: seen([app('15.3.6')]), table: table() },
      },
      {
        title: 'a first report',
        facts: { history: seen(firstReport), apps: seen([app('15.3.4')]), table: table() },
        expect: 'not-applicable',
      },
      {
        title: 'other changes',
        facts: { history: seen(ledger('upgraded next')), apps: seen([app('15.3.4')]), table: table() },
        expect: 'not-applicable',
      },
    ],
    fail: [
      {
        title: 'blocked instead',
        facts: {
          history: seen(ledger('iptables -A INPUT -s 203.0.113.9 -j DROP')),
          apps: seen([app('15.3.4')]),
          table: table(),
        },
      },
      {
        title: 'in words',
        facts: {
          history: partlySeen(ledger('blocked 203.0.113.9')),
          apps: partlySeen([app('15.3.4')]),
          table: table(),
        },
      },
    ],
    blind: [
      { title: 'no history', facts: { history: unseen(), apps: seen([app('15.3.4')]), table: table() } },
      {
        title: 'not all of the ledger',
        facts: { history: partlySeen(ledger('upgraded next')), apps: seen([]), table: table() },
      },
      {
        title: 'not all apps',
        facts: { history: seen(ledger('ufw deny from 203.0.113.9')), apps: partlySeen([]), table: table() },
      },
      {
        title: 'no advisories',
        facts: { history: seen(ledger('ufw deny from 203.0.113.9')), apps: seen([app('15.3.4')]), table: unseen() },
      },
    ],
  },
});

function ledger(what: string) {
  const entry: LedgerEntry = { at: new Date('2026-11-20T10:00:00Z'), what, by: 'you', ref: exampleRef('case.changes') };
  return exampleHistory([], { changes: [entry], firstReport: false });
}

function app(next: string) {
  return exampleApp({ next });
}

function table() {
  return seen(exampleTable());
}
