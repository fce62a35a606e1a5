import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { advisoryTable, type EndOfLife } from '../../facts/advisories.js';
import { exampleTable } from '../../facts/examples.js';
import { type ContainerSystem, containerSystems } from '../../facts/image-records.js';

function judge(system: ContainerSystem, lines: readonly EndOfLife[], now: Date): Outcome {
  const subject = `container:${system.container}`;
  const name = `${system.osId} ${system.version ?? '(version not known)'}`;
  const line = lines.find((each) => each.product === system.osId && each.line === system.version);
  if (line === undefined) {
    return cannotTell('unsupported', `the end of life of ${name} is not known`, {
      subject,
      settle: `docker exec ${shellWord(system.container)} cat /etc/os-release`,
    });
  }
  const day = line.endsAt.toISOString().slice(0, 10);
  if (line.endsAt > now) return pass([system.ref], { subject, what: `${name}, maintained until ${day}` });
  return fail([system.ref], { subject, what: `${name} ended on ${day}`, location: system.container });
}

/** IMG-02: the system inside each container still gets fixes. */
export const containerSystemEnded = defineCheck({
  id: 'IMG-02',
  title: 'The system in a container gets no more fixes',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { containerSystems, advisoryTable },
  decide: ({ containerSystems: systems, advisoryTable: table }, { now }) =>
    systems.value.length === 0
      ? notApplicable(systems.evidence, 'no container runs here')
      : systems.value.map((system) => judge(system, table.value.endOfLife, now)),
  whyItMatters: 'Its libraries keep their holes, whatever is done for the app.',
  verifyByHand: 'docker exec CONTAINER cat /etc/os-release',
  remediation: { text: 'Base the image on a maintained release and rebuild.' },
  references: ['trivy#897', 'endoflife.date'],
  examples: {
    pass: [{ title: 'maintained', facts: { containerSystems: seen([system('12')]), advisoryTable: seen(table()) } }],
    fail: [{ title: 'ended', facts: { containerSystems: seen([system('10')]), advisoryTable: seen(table()) } }],
    blind: [
      { title: 'nothing could be read', facts: { containerSystems: unseen(), advisoryTable: seen(table()) } },
      {
        title: 'some are not known',
        facts: { containerSystems: partlySeen([system('12')]), advisoryTable: seen(table()) },
      },
      { title: 'no version', facts: { containerSystems: seen([system(null)]), advisoryTable: seen(table()) } },
    ],
  },
});

function system(version: string | null): ContainerSystem {
  return { container: 'site-app-1', osId: 'debian', version, ref: exampleRef('container.exec') };
}

function table() {
  const endOfLife: EndOfLife[] = [
    { product: 'debian', line: '10', endsAt: new Date('2024-06-30T00:00:00Z') },
    { product: 'debian', line: '12', endsAt: new Date('2028-06-30T00:00:00Z') },
  ];
  return exampleTable([], { endOfLife });
}
