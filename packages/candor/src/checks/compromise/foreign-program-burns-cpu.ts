import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { type LayerChange, layerChanges } from '../../facts/containers.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { hostIdentity } from '../../facts/host.js';
import { type Process, processes } from '../../facts/processes.js';
import { valueOr } from '../shared/blind-spot.js';
import { baseName, describeProcess, processSubject, programOf, programs } from '../shared/describe-process.js';
import { changeBehind, foreignBecause, isSystemPath } from '../shared/foreign-program.js';

/** Percent of one core from which an unknown program is worth a look (checks.md, RTC-04). */
const highPercent = 80;

/** Memory of a RandomX miner: a dataset of 2,080 MiB, a cache of 256 MiB and a little more (RandomX specification, 2). */
const minerBytes = { from: 2.1e9, to: 2.9e9 } as const;

/** Programs that may take all cores: media, databases, builds, backups, the web stack itself. */
const busyByNature =
  /^(?:node|nodejs|next-server|bun|deno|tsx|esbuild|tsc|ffmpeg|ffprobe|convert|magick|mongod|mongodump|mongorestore|postgres|mysqld|mariadbd|redis-server|nginx|java|python[\d.]*|php-fpm[\d.]*|ruby|liquidsoap|icecast2?|gzip|pigz|xz|zstd|bzip2|tar|rsync|borg|restic|apt|apt-get|dpkg|unattended-upgr|dockerd|containerd|clamd|clamscan|trivy|grype|cc1(?:plus)?|rustc|go|git|systemd|systemd-journald|rsyslogd|sshd)$/;

/** The larger of lifetime and sample: a miner that began a minute ago on a process of days shows in the sample only. */
function cpuOf(process: Process): number | null {
  const seenShares = [process.cpuPercent, process.cpuSamplePercent].filter((share) => share !== null);
  return seenShares.length === 0 ? null : Math.max(...seenShares);
}

function looksLikeMiner(process: Process, cpus: number | null): boolean {
  const memory = process.rssBytes ?? 0;
  const cores = (cpuOf(process) ?? 0) / 100;
  return memory >= minerBytes.from && memory <= minerBytes.to && cores >= Math.max(1.5, (cpus ?? 2) * 0.7);
}

/** The name is chosen by whoever starts the program: it excuses nothing from an odd place. */
function isKnown(process: Process, changes: readonly LayerChange[], layersRead: boolean): boolean {
  if (process.exeInMemory || foreignBecause(process, changes) !== null) return false;
  if (process.exePackageOwned === true) return true;
  const change = changeBehind(process, changes);
  if (change !== null) return change.file?.packageOwned === true;
  const path = programOf(process);
  if (process.container !== null && process.exe !== null && layersRead) return true;
  if (process.exePackageOwned === false && isSystemPath(path)) return false;
  return busyByNature.test(baseName(path));
}

function judge(process: Process, changes: readonly LayerChange[], cpus: number | null): Outcome {
  const subject = processSubject(process);
  const reason = foreignBecause(process, changes);
  const miner = looksLikeMiner(process, cpus);
  const shape = miner ? ', the shape of a RandomX miner (2.3 GB and nearly all cores)' : '';
  return fail([process.ref], {
    subject,
    what: `${describeProcess(process)} is no program known here${reason === null ? '' : ` and ${reason}`}${shape}`,
    location: `${subject}, ${programOf(process)}`,
    severity: reason !== null || miner ? 'critical' : 'high',
  });
}

/** RTC-04: unknown programs that use more than 80 % of a core over their life or in the sample (ATT&CK T1496). */
export const foreignProgramBurnsCpu = defineCheck({
  id: 'RTC-04',
  title: 'An unknown program burns processor time',
  questions: ['Q3'],
  severity: 'high',
  required: true,
  needs: { processes },
  uses: { layerChanges, hostIdentity },
  decide: (facts) => {
    const running = programs(facts.processes.value.items);
    const changes = valueOr(facts.layerChanges, []);
    const layersRead = facts.layerChanges.status === 'known' && facts.layerChanges.complete;
    const busy = running.filter((process) => (cpuOf(process) ?? 0) > highPercent);
    const strangers = busy.filter((process) => !isKnown(process, changes, layersRead));
    const cpus = facts.hostIdentity.status === 'known' ? facts.hostIdentity.value.cpus : null;
    if (strangers.length > 0) return strangers.map((process) => judge(process, changes, cpus));
    const blind = running.filter((process) => cpuOf(process) === null).length;
    if (blind > 0) {
      return cannotTell('not-collected', `the listing does not say how much processor time ${blind} processes took`, {
        settle: 'ps -eo pid,ppid,user,lstart,pcpu,rss,args --sort=-pcpu',
        evidence: facts.processes.evidence,
      });
    }
    const names = busy.map((process) => baseName(programOf(process))).slice(0, 3);
    const what =
      busy.length === 0
        ? `none of ${running.length} takes over ${highPercent} % of a core`
        : `busy and known: ${names.join(', ')}`;
    return pass(facts.processes.evidence, { what });
  },
  whyItMatters:
    'A miner takes every core that it gets, day and night. It is the most common thing that is installed on a server that was broken into.',
  verifyByHand: 'ps -eo pid,ppid,user,lstart,pcpu,rss,args --sort=-pcpu | head',
  remediation: {
    text: 'Look where the program lies and who started it. Keep a copy and its hash before it is stopped.',
    commands: ['sudo ls -l /proc/PID/exe', 'sudo cp /proc/PID/exe ./evidence-PID && sha256sum ./evidence-PID'],
  },
  references: ['ATT&CK T1496'],
  examples: {
    pass: [
      { title: 'a quiet server', facts: { processes: seen(exampleView([exampleProcess()])) } },
      {
        title: 'ffmpeg at 381 % on a media file',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({
                cpuPercent: 381,
                args: 'ffmpeg -i /media/show.wav out.mp3',
                exe: '/usr/bin/ffmpeg',
                exePackageOwned: null,
              }),
            ]),
          ),
        },
      },
      {
        title: 'Node under load',
        facts: { processes: seen(exampleView([exampleProcess({ cpuPercent: 180, exePackageOwned: null })])) },
      },
    ],
    fail: [
      {
        title: 'the miner of December 2025',
        facts: {
          processes: partlySeen(
            exampleView([
              exampleProcess({
                pid: 659168,
                exe: null,
                exePackageOwned: null,
                cpuPercent: 388,
                rssBytes: 2.4e9,
                args: '/AfUxImqu -c /jnEe -B',
              }),
            ]),
          ),
        },
      },
      {
        title: 'an unknown program at 95 %',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({ cpuPercent: 95, args: './worker', exe: '/app/worker', exePackageOwned: null }),
            ]),
          ),
        },
      },
      {
        title: 'idle for days, busy in the second of the sample',
        facts: {
          processes: seen(
            exampleView([
              exampleProcess({
                cpuPercent: 0.3,
                cpuSamplePercent: 199,
                args: './worker',
                exe: '/app/worker',
                exePackageOwned: null,
              }),
            ]),
          ),
        },
      },
      {
        title: 'a program that calls itself node and lies in /tmp',
        facts: {
          processes: seen(
            exampleView([exampleProcess({ cpuPercent: 120, args: 'node', exe: '/tmp/node', exePackageOwned: false })]),
          ),
        },
      },
    ],
    blind: [
      { title: 'no process list', facts: { processes: unseen() } },
      { title: 'a part of the processes', facts: { processes: partlySeen(exampleView([exampleProcess()])) } },
      {
        title: 'a listing without processor time',
        facts: { processes: seen(exampleView([exampleProcess({ cpuPercent: null })])) },
      },
    ],
  },
});
