import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { advisoryTable, type EndOfLife } from '../../facts/advisories.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { exampleApp, exampleTable } from '../../facts/examples.js';
import { forEachApp } from './node-app-outcomes.js';

function judge(app: NodeApp, lines: readonly EndOfLife[], now: Date): Outcome {
  const { subject, nodeVersion } = app;
  const location = app.container ?? subject;
  if (nodeVersion === null) {
    const settle = app.container === null ? 'node --version' : `docker exec ${shellWord(app.container)} node --version`;
    return cannotTell('not-collected', 'the version of the running node was not seen', { subject, settle });
  }
  const ref = app.nodeVersionRef ?? app.ref;
  const major = nodeVersion.split('.')[0] ?? '';
  const line = lines.find((each) => each.product === 'node' && each.line === major);
  if (line === undefined) return unknownLine(nodeVersion, major, lines, { subject, location }, ref);
  const day = line.endsAt.toISOString().slice(0, 10);
  if (line.endsAt > now) return pass([ref], { subject, what: `node ${nodeVersion}, maintained until ${day}` });
  return fail([ref], { subject, what: `node ${nodeVersion}: line ${major} ended on ${day}`, location });
}

/** A line older than all that are listed has ended; a newer one than all is not judged. */
function unknownLine(
  version: string,
  major: string,
  lines: readonly EndOfLife[],
  place: { readonly subject: string; readonly location: string },
  ref: NonNullable<NodeApp['nodeVersionRef']>,
): Outcome {
  const known = lines.filter((each) => each.product === 'node').map((each) => Number(each.line));
  if (known.length > 0 && Number(major) < Math.min(...known)) {
    return fail([ref], { ...place, what: `node ${version}: line ${major} ended long ago` });
  }
  return cannotTell('unsupported', `the end of node ${major} is not in the table`, { subject: place.subject });
}

/** IMG-01: the line of the running node still gets fixes. */
export const nodeLineEnded = defineCheck({
  id: 'IMG-01',
  title: 'The running Node.js gets no more fixes',
  questions: ['Q2'],
  severity: 'high',
  required: true,
  needs: { nodeApps, advisoryTable },
  decide: ({ nodeApps: apps, advisoryTable: table }, { now }) =>
    forEachApp(apps, (app) => judge(app, table.value.endOfLife, now)),
  whyItMatters: 'Holes of node and its TLS, HTTP and V8 parts stay open for good on a line that ended.',
  verifyByHand: 'docker exec CONTAINER node --version',
  remediation: { text: 'Use an image of Node.js 22 or 24, rebuild, test, start.' },
  references: ['nodejs/Release'],
  examples: {
    pass: [
      { title: 'line 24', facts: { nodeApps: seen([exampleApp()]), advisoryTable: seen(lifeTable()) } },
      {
        title: 'no app',
        facts: { nodeApps: seen<readonly NodeApp[]>([]), advisoryTable: seen(lifeTable()) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'line 18', facts: { nodeApps: seen([version('18.20.8')]), advisoryTable: seen(lifeTable()) } },
      { title: 'line 12', facts: { nodeApps: seen([version('12')]), advisoryTable: seen(lifeTable()) } },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen(), advisoryTable: seen(lifeTable()) } },
      { title: 'no version', facts: { nodeApps: seen([version(null)]), advisoryTable: seen(lifeTable()) } },
      {
        title: 'a line that the table does not know',
        facts: { nodeApps: seen([version('99.0.0')]), advisoryTable: seen(lifeTable()) },
      },
    ],
  },
});

function version(nodeVersion: string | null) {
  return exampleApp(undefined, { nodeVersion, nodeVersionRef: exampleRef('docker.inspect') });
}

function lifeTable() {
  const endOfLife: EndOfLife[] = [
    { product: 'node', line: '18', endsAt: new Date('2025-04-30T00:00:00Z') },
    { product: 'node', line: '24', endsAt: new Date('2028-04-30T00:00:00Z') },
  ];
  return exampleTable([], { endOfLife });
}
