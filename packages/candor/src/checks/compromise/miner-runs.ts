import { defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { type Process, processes } from '../../facts/processes.js';
import { analyseArguments } from '../../formats/shell/analyse-command.js';
import { describeProcess, processSubject, programOf, programs } from '../shared/describe-process.js';

function minerSign(process: Process): string | null {
  const argv = process.argv.length > 0 ? process.argv : [process.exe ?? ''];
  const own = analyseArguments(argv).behaviours.find((behaviour) => behaviour.kind === 'miner');
  if (own) return own.what;
  if (process.exe === null || process.exe === argv[0]) return null;
  return (
    analyseArguments([process.exe, ...argv.slice(1)]).behaviours.find(({ kind }) => kind === 'miner')?.what ?? null
  );
}

function judge(process: Process): Outcome | null {
  const sign = minerSign(process);
  if (sign === null) return null;
  const subject = processSubject(process);
  return fail([process.ref], {
    subject,
    what: `${describeProcess(process)}: ${sign}`,
    location: `${subject}, ${programOf(process)}`,
  });
}

/** RTC-05: names, pools, wallets and options of coin miners on command lines (ATT&CK T1496). */
export const minerRuns = defineCheck({
  id: 'RTC-05',
  title: 'A coin miner runs',
  questions: ['Q3'],
  severity: 'critical',
  required: true,
  needs: { processes },
  decide: (facts) => {
    const running = programs(facts.processes.value.items);
    const found = running.map(judge).filter((outcome) => outcome !== null);
    if (found.length > 0) return found;
    return pass(facts.processes.evidence, { what: `none of ${running.length} command lines is a miner's` });
  },
  whyItMatters: 'A miner is the proof that somebody else decides what this server runs.',
  verifyByHand: 'ps -eo pid,user,pcpu,args | grep -Ei "xmrig|stratum|-o [^ ]+:[0-9]+|--donate-level"',
  remediation: {
    text: 'Keep a copy of the program and its configuration, cut the container off, close the hole, rebuild from a clean image.',
    commands: ['sudo cp /proc/PID/exe ./evidence-PID && sha256sum ./evidence-PID', 'docker pause CONTAINER'],
  },
  references: ['ATT&CK T1496'],
  examples: {
    pass: [
      { title: 'ordinary command lines', facts: { processes: seen(exampleView([exampleProcess()])) } },
      {
        title: 'somebody looks for a miner',
        facts: { processes: seen(exampleView([exampleProcess({ args: 'grep -i xmrig', exe: '/usr/bin/grep' })])) },
      },
      {
        title: 'options that only look alike',
        facts: {
          processes: seen(
            exampleView([exampleProcess({ args: 'nginx -c /etc/nginx/nginx.conf', exe: '/usr/sbin/nginx' })]),
          ),
        },
      },
    ],
    fail: [
      '/AfUxImqu -c /jnEe -B',
      './xmrig -o pool.example:3333 -u x',
      './a --url stratum+tcp://203.0.113.4:443',
      './sysd --donate-level 0 -o 203.0.113.4:443',
    ].map((args) => ({
      title: args,
      facts: { processes: partlySeen(exampleView([exampleProcess({ args, exe: null, exePackageOwned: null })])) },
    })),
    blind: [
      { title: 'no process list', facts: { processes: unseen() } },
      { title: 'a part of the processes', facts: { processes: partlySeen(exampleView([exampleProcess()])) } },
    ],
  },
});
