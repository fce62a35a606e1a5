import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type LayerChange, layerChanges } from '../../facts/containers.js';
import { exampleChange } from '../shared/example-change.js';

const setIdBits = 0o6000;

function isSetId(change: LayerChange): boolean {
  return (
    change.kind !== 'deleted' &&
    change.file?.magic !== 'directory' &&
    ((change.file?.mode ?? 0) & setIdBits) !== 0 &&
    change.file?.packageOwned !== true
  );
}

/** RTC-15: files that give their owner's rights to whoever runs them, added after the image was built (ATT&CK T1548.001). */
export const setuidFileWasAdded = defineCheck({
  id: 'RTC-15',
  title: 'A setuid file was added to a container',
  questions: ['Q3', 'Q6'],
  severity: 'high',
  required: false,
  needs: { layerChanges },
  decide: ({ layerChanges: changes }) => {
    const found = changes.value.filter(isSetId).map((change): Outcome => {
      const mode = (change.file?.mode ?? 0).toString(8);
      return fail([change.ref], {
        subject: `container:${change.container}`,
        what: `${change.path} in ${change.container} has mode ${mode} and no package owns it`,
        location: `${change.container}:${change.path}`,
      });
    });
    if (found.length > 0) return found;
    const blind = changes.value.filter(
      ({ kind, file }) => kind !== 'deleted' && (file === null || file.mode === null),
    ).length;
    if (blind > 0) {
      return cannotTell('not-collected', `the modes of ${blind} changed paths are not known`, {
        settle: 'docker exec CONTAINER find / -xdev -perm /6000 -type f',
        evidence: changes.evidence,
      });
    }
    return pass(changes.evidence, { what: `no setuid file among ${changes.value.length} changed ones` });
  },
  whyItMatters: 'A setuid copy of a shell is the shortest way back to root.',
  verifyByHand: 'docker exec CONTAINER find / -xdev -perm /6000 -type f',
  remediation: {
    text: 'Keep a copy, then rebuild. `no-new-privileges` makes such files powerless.',
    commands: ['docker cp CONTAINER:/PATH ./evidence/'],
  },
  references: ['ATT&CK T1548.001'],
  examples: {
    pass: [
      { title: 'nothing changed', facts: { layerChanges: seen([]) } },
      {
        title: 'an ordinary file',
        facts: { layerChanges: seen([exampleChange('/app/a.txt', { mode: 0o644, magic: 'text' })]) },
      },
      {
        title: 'sudo of a package',
        facts: { layerChanges: seen([exampleChange('/usr/bin/sudo', { mode: 0o4755, packageOwned: true })]) },
      },
    ],
    fail: [
      {
        title: 'a shell with mode 4755',
        facts: { layerChanges: partlySeen([exampleChange('/tmp/.sh', { mode: 0o4755 })]) },
      },
    ],
    blind: [
      { title: 'layers not read', facts: { layerChanges: unseen() } },
      { title: 'modes not known', facts: { layerChanges: seen([{ ...exampleChange('/tmp/x'), file: null }]) } },
    ],
  },
});
