import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { engine } from '../../facts/containers.js';
import { type DockerPath, dockerPaths } from '../../facts/docker-paths.js';
import { exampleEngine } from './example-engine.js';

function isSocket({ path, kind }: DockerPath): boolean {
  return kind === 'socket' || (kind === null && path.endsWith('.sock'));
}

/** CTR-31: who may open the engine's socket (unix(7); CIS Docker 3.15, 3.16). */
export const engineSocketIsOpen = defineCheck({
  id: 'CTR-31',
  title: "The engine's socket is open to other users",
  questions: ['Q7'],
  severity: 'high',
  required: false,
  needs: { engine, dockerPaths },
  decide({ engine: found, dockerPaths: paths }) {
    if (found.value === null) return notApplicable(found.evidence, 'no container engine here');
    const sockets = paths.value.filter(isSocket);
    const first = sockets[0];
    if (!first)
      return cannotTell('not-collected', 'the socket was not looked at', {
        settle: 'stat -c "%a %U:%G %n" /run/docker.sock',
      });
    const open = sockets.find(({ mode, uid }) => (mode & 0o007) !== 0 || (uid !== 0 && found.value?.rootless !== true));
    if (!open) return pass([first.ref], { what: `${first.path} is ${first.mode.toString(8)}` });
    return fail([open.ref], {
      what: `${open.path} has mode ${open.mode.toString(8)} and belongs to uid ${open.uid}`,
      location: open.path,
    });
  },
  whyItMatters:
    'Every process that may write to this socket is root on the host, without a password and without a line in auth.log.',
  verifyByHand: 'stat -c "%a %U:%G %F %n" /run/docker.sock',
  remediation: {
    text: 'Give it back to root and the group docker with mode 0660, and look for what changed it (a unit, a start script).',
    commands: [
      'sudo chown root:docker /run/docker.sock',
      'sudo chmod 0660 /run/docker.sock',
      'grep -rn "docker.sock" /etc/systemd/system /etc/cron.d',
    ],
  },
  references: ['CIS Docker 3.15', 'CIS Docker 3.16', 'Lynis CONT-8108'],
  examples: {
    pass: [
      { title: 'root and its group', facts: { engine: seen(exampleEngine()), dockerPaths: seen([socket(0o660)]) } },
      {
        title: 'an engine without root has a socket of its user',
        facts: { engine: seen(exampleEngine({ rootless: true })), dockerPaths: seen([socket(0o660, 1000)]) },
      },
      { title: 'no engine', facts: { engine: seen(null), dockerPaths: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'open to all', facts: { engine: seen(exampleEngine()), dockerPaths: partlySeen([socket(0o666)]) } },
    ],
    blind: [
      { title: 'not looked at', facts: { engine: seen(exampleEngine()), dockerPaths: unseen() } },
      { title: 'the list has no socket', facts: { engine: seen(exampleEngine()), dockerPaths: seen([]) } },
      { title: 'only a part', facts: { engine: seen(exampleEngine()), dockerPaths: partlySeen([socket(0o660)]) } },
    ],
  },
});

function socket(mode: number, uid = 0): DockerPath {
  return { path: '/run/docker.sock', kind: 'socket', mode, uid, gid: 999, ref: exampleRef('host.files') };
}
