import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { engine } from '../../facts/containers.js';
import { type DockerPath, dockerPaths } from '../../facts/docker-paths.js';
import { exampleEngine } from './example-engine.js';

/** CTR-35: units and configuration of the engine (CIS Docker 3.1 to 3.22). Sockets are judged by CTR-31. */
export const engineFilesAreWritable = defineCheck({
  id: 'CTR-35',
  title: "Others can write the engine's configuration",
  questions: ['Q7', 'Q6'],
  severity: 'medium',
  required: false,
  needs: { engine, dockerPaths },
  decide({ engine: found, dockerPaths: paths }) {
    if (found.value === null) return notApplicable(found.evidence, 'no container engine here');
    const files = paths.value.filter(({ path, kind }) => kind !== 'socket' && !path.endsWith('.sock'));
    const refs = files.map(({ ref }) => ref);
    if (!isNonEmpty(refs)) {
      const settle = 'stat -c "%a %U:%G %n" /etc/docker /etc/docker/daemon.json /lib/systemd/system/docker.service';
      return cannotTell('not-collected', "the engine's files were not looked at", { settle });
    }
    const open = files.find(({ mode, uid }) => uid !== 0 || (mode & 0o022) !== 0);
    if (!open)
      return pass(refs, { what: `${files.length} files and folders belong to root and nobody else writes them` });
    return fail([open.ref], {
      what: `${open.path} has mode ${open.mode.toString(8)} and belongs to uid ${open.uid}`,
      location: open.path,
    });
  },
  whyItMatters: 'Whoever writes daemon.json or the unit decides how the engine starts next time, as root.',
  verifyByHand: 'stat -c "%a %U:%G %n" /etc/docker /etc/docker/daemon.json /lib/systemd/system/docker.service',
  remediation: {
    text: 'Give the files back to root.',
    commands: [
      'sudo chown -R root:root /etc/docker',
      'sudo chmod -R go-w /etc/docker /lib/systemd/system/docker.service /lib/systemd/system/docker.socket',
    ],
  },
  references: ['CIS Docker 3.1', 'CIS Docker 3.17', 'CIS Docker 3.18'],
  examples: {
    pass: [
      {
        title: "root's, readable by all",
        facts: {
          engine: seen(exampleEngine()),
          dockerPaths: seen([file('/etc/docker', 0o755), file('/etc/docker/daemon.json', 0o644)]),
        },
      },
      { title: 'no engine', facts: { engine: seen(null), dockerPaths: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'writable by a group',
        facts: { engine: seen(exampleEngine()), dockerPaths: seen([file('/etc/docker/daemon.json', 0o664)]) },
      },
      {
        title: "a user's",
        facts: { engine: seen(exampleEngine()), dockerPaths: partlySeen([file('/etc/docker', 0o755, 1000)]) },
      },
    ],
    blind: [
      { title: 'not looked at', facts: { engine: seen(exampleEngine()), dockerPaths: unseen() } },
      { title: 'an empty list', facts: { engine: seen(exampleEngine()), dockerPaths: seen([]) } },
      {
        title: 'only a part',
        facts: { engine: seen(exampleEngine()), dockerPaths: partlySeen([file('/etc/docker', 0o755)]) },
      },
    ],
  },
});

function file(path: string, mode: number, uid = 0): DockerPath {
  return { path, kind: 'file', mode, uid, gid: 0, ref: exampleRef('host.files') };
}
