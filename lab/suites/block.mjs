// What the case got wrong, side by side with what holds: fail2ban's INPUT rule, `ufw deny from`, `candor block`.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { openBlockWorld } from '../lib/block-world.mjs';
import { candorCommand, rootEnvironment, runCandor } from '../lib/candor.mjs';
import { until } from '../lib/process.mjs';
import { Skipped } from '../lib/tally.mjs';
import { addresses } from '../lib/world.mjs';

/** @typedef {import('../lib/block-world.mjs').BlockWorld} BlockWorld */

const enemy = [addresses.sink.v4, addresses.sink.v6];

/** @param {Record<string, string>} answers @param {string} word */
const all = (answers, word) => Object.values(answers).every((one) => one === word);

/** Runs `candor …` on the server and reads its JSON. @param {BlockWorld} lab @param {readonly string[]} args @param {number} [code] */
async function candor(lab, args, code = 0) {
  const outcome = await runCandor(lab.server, [...args, '--json'], { folder: '/srv/station', env: rootEnvironment });
  assert.equal(
    outcome.code,
    code,
    `candor ${args.join(' ')}: exit ${outcome.code}\n${outcome.stderr}${outcome.stdout.slice(0, 2000)}`,
  );
  return JSON.parse(outcome.stdout);
}

/** @param {BlockWorld} lab */
const release = (lab) => candor(lab, ['unblock', '--all', '--yes']);

/** Both families of the enemy. @param {BlockWorld} lab @param {readonly string[]} [more] */
const block = (lab, more = []) => candor(lab, ['block', ...enemy, '--yes', ...more]);

/** One line of the comparison. @param {BlockWorld} lab */
async function effect(lab) {
  const [calls, fetches] = await Promise.all([lab.calls('attacker'), lab.fetches('attacker')]);
  return { calls, fetches };
}

/** @param {BlockWorld} lab */
async function openAtFirst(lab) {
  const { calls, fetches } = await effect(lab);
  assert.ok(all(calls, 'served'), JSON.stringify(calls));
  assert.ok(all(fetches, 'fetched'), JSON.stringify(fetches));
}

/** Nobody else notices. @param {BlockWorld} lab */
async function othersAreServed(lab) {
  const [calls, fetches] = await Promise.all([lab.calls('visitor'), lab.fetches('visitor')]);
  assert.ok(all(calls, 'served'), `a visitor: ${JSON.stringify(calls)}`);
  assert.ok(all(fetches, 'fetched'), `answers to our own connections: ${JSON.stringify(fetches)}`);
}

/** @param {BlockWorld} lab */
async function fail2banIsInert(lab) {
  const { server } = lab;
  if ((await server.run(['sh', '-c', 'command -v fail2ban-client'])).code !== 0) throw new Skipped('missing: fail2ban');
  await writeFile(
    `${server.root}/etc/fail2ban/jail.local`,
    '[sshd]\nenabled = false\n[web]\nenabled = true\nfilter = nginx-http-auth\nlogpath = /var/log/web.log\nport = 80,443,8080,8081,8082\nbackend = polling\n',
  );
  await writeFile(`${server.root}/var/log/web.log`, '');
  await mkdir(`${server.root}/run/fail2ban`, { recursive: true });
  await server.must(['sh', '-c', 'setsid fail2ban-server -b >/dev/null 2>&1']);
  try {
    await until('fail2ban', async () => (await server.run(['fail2ban-client', 'status', 'web'])).code === 0);
    await server.must(['fail2ban-client', 'set', 'web', 'banip', ...enemy]);
    await until('its rule', async () => (await server.must(['iptables', '-S'])).includes(enemy[0] ?? '-'));
    const { calls, fetches } = await effect(lab);
    assert.equal(calls['host v4'], 'refused', 'its rule works where it stands: in INPUT');
    assert.equal(calls['published v4'], 'served');
    assert.equal(calls['plainDnat v4'], 'served');
    assert.ok(all(fetches, 'fetched'), JSON.stringify(fetches));
    const { others } = await candor(lab, ['blocks', 'list']);
    const told = others.find(
      (/** @type {any} */ rule) => rule.tool === 'fail2ban' && rule.addresses.join().includes(enemy[0] ?? '-'),
    );
    assert.match(told?.why.join() ?? '', /INPUT does not see container traffic/);
    await server.must(['fail2ban-client', 'set', 'web', 'unbanip', ...enemy]);
    const { blocks } = await block(lab, ['--no-proof']);
    assert.deepEqual(blocks[0].also, ['fail2ban web'], 'the decision is given to fail2ban too');
    assert.match(await server.must(['fail2ban-client', 'status', 'web']), new RegExp(enemy[0] ?? '-'));
    await release(lab);
    assert.doesNotMatch(await server.must(['fail2ban-client', 'status', 'web']), new RegExp(enemy[0] ?? '-'));
    return `published: ${calls['published v4']}, host port: ${calls['host v4']}, fetch: ${fetches.v4}`;
  } finally {
    await server.run(['fail2ban-client', 'stop']);
  }
}

/** @param {BlockWorld} lab */
async function ufwIsInert(lab) {
  const { server } = lab;
  await server.must(['ufw', 'deny', 'from', enemy[0] ?? '']);
  const before = await candor(lab, ['blocks', 'list']);
  assert.match(JSON.stringify(before.others), /ufw is inactive/);
  await server.must(['ufw', 'allow', '8081/tcp']);
  await server.must(['ufw', '--force', 'enable']);
  try {
    const { calls, fetches } = await effect(lab);
    assert.equal(calls['host v4'], 'refused');
    assert.equal(calls['published v4'], 'served');
    assert.equal(fetches.v4, 'fetched');
    const { others } = await candor(lab, ['blocks', 'list']);
    const told = others.find(
      (/** @type {any} */ rule) => rule.tool === 'ufw' && rule.addresses.join().includes(enemy[0] ?? '-'),
    );
    assert.match(told?.why.join() ?? '', /INPUT does not see container traffic/);
    return `published: ${calls['published v4']}, host port: ${calls['host v4']}, fetch: ${fetches.v4}`;
  } finally {
    await server.run(['ufw', '--force', 'disable']);
    await server.run(['ufw', '--force', 'reset']);
  }
}

/** @param {BlockWorld} lab */
async function blockStopsBoth(lab) {
  const { blocks } = await block(lab);
  assert.deepEqual(
    blocks.map((/** @type {any} */ one) => one.proof.result),
    ['effective', 'effective'],
    JSON.stringify(blocks),
  );
  await isClosed(lab);
  await othersAreServed(lab);
  const listed = await candor(lab, ['blocks', 'list']);
  assert.ok(
    listed.blocks.every((/** @type {any} */ one) => one.holds && one.packets > 0),
    JSON.stringify(listed.blocks),
  );
  return 'published, host and plainly translated port, both families: refused; fetch: refused';
}

/** @param {BlockWorld} lab */
async function isClosed(lab) {
  const { calls, fetches } = await effect(lab);
  assert.ok(all(calls, 'refused'), JSON.stringify(calls));
  assert.ok(all(fetches, 'refused'), JSON.stringify(fetches));
}

/** @param {BlockWorld} lab */
async function blockSurvivesEngine(lab) {
  await block(lab);
  await lab.restartEngine();
  await until('the container', async () => (await lab.docker.inspect('app')).State.Running);
  await isClosed(lab);
  await othersAreServed(lab);
}

/** @param {BlockWorld} lab */
async function ingressAlone(lab) {
  await block(lab, ['--ingress']);
  const { calls, fetches } = await effect(lab);
  assert.ok(all(calls, 'refused'), JSON.stringify(calls));
  assert.ok(all(fetches, 'fetched'), `answers of a peer that may not call: ${JSON.stringify(fetches)}`);
}

/** @param {BlockWorld} lab */
async function egressAlone(lab) {
  const { blocks } = await block(lab, ['--egress']);
  assert.ok(
    blocks.every((/** @type {any} */ one) => one.proof.result === 'effective'),
    JSON.stringify(blocks),
  );
  const { calls, fetches } = await effect(lab);
  assert.ok(all(calls, 'served'), `a caller that is only not called back: ${JSON.stringify(calls)}`);
  assert.ok(all(fetches, 'refused'), JSON.stringify(fetches));
}

/** @param {BlockWorld} lab */
async function oneContainer(lab) {
  await block(lab, ['--container', 'app']);
  const { calls, fetches } = await effect(lab);
  assert.ok(all(calls, 'served') && all(fetches, 'refused'), JSON.stringify({ calls, fetches }));
  const fromHost = await lab.server.run(['curl', '-s', '-m', '2', `http://${enemy[0]}/`]);
  assert.equal(fromHost.stdout, 'served', 'the host itself is not meant');
}

/** A connection that stands ends with the block. @param {BlockWorld} lab @param {readonly string[]} args */
async function standingConnectionEnds(lab, args) {
  const script = `
    const s = require('net').connect(${8081}, '${addresses.server.v4}', () => { s.write('GET / HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n'); });
    let got = 0;
    s.on('data', () => { got += 1; if (got === 1) process.stdout.write('up'); else { process.stdout.write(' again'); process.exit(0); } });
    s.on('error', () => { process.stdout.write(' ended'); process.exit(0); });
    s.on('close', () => { process.stdout.write(' closed'); process.exit(0); });
    process.stdin.once('data', () => { s.write('GET / HTTP/1.1\\r\\nhost: x\\r\\n\\r\\n'); setTimeout(() => { process.stdout.write(' silent'); process.exit(0); }, 1500); });`;
  const child = spawn(lab.hosts.attacker.enter[0] ?? '', [
    ...lab.hosts.attacker.enter.slice(1),
    process.execPath,
    '-e',
    script,
  ]);
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await until('a connection', () => said.startsWith('up'));
  const done = await block(lab, args);
  child.stdin.write('x');
  await ended;
  assert.match(said, /^up (?:ended|closed|silent)/, said);
  return `${done.connectionsEnded} sockets ended, then:${said.slice(2)}`;
}

/** @param {BlockWorld} lab */
async function endsByItself(lab) {
  await block(lab, ['--for', '6s', '--no-proof']);
  await isClosed(lab);
  await until('the end of the block', async () => all(await lab.calls('attacker'), 'served'), { timeoutMs: 12_000 });
  await openAtFirst(lab);
}

/** Ten minutes of trial, then as long as it was meant. @param {BlockWorld} lab */
async function confirmed(lab) {
  await block(lab, ['--for', '2h', '--no-proof']);
  const onTrial = await lab.server.must(['nft', 'list', 'set', 'inet', 'candor', 'both4']);
  assert.match(onTrial, /timeout 10m/);
  await candor(lab, ['blocks', 'confirm']);
  assert.match(await lab.server.must(['nft', 'list', 'set', 'inet', 'candor', 'both4']), /timeout (?:2h|1h59m)/);
  await isClosed(lab);
}

/** As after a reboot, or `nft flush ruleset` of a service that starts later. @param {BlockWorld} lab */
async function comesBack(lab) {
  await block(lab, ['--no-proof']);
  await lab.server.must(['nft', 'delete', 'table', 'inet', 'candor']);
  const lost = await candor(lab, ['blocks', 'list'], 1);
  assert.ok(lost.blocks.every((/** @type {any} */ one) => !one.holds));
  assert.ok(all(await lab.calls('attacker'), 'served'));
  await candor(lab, ['blocks', 'restore']);
  await isClosed(lab);
}

/** Whoever is logged in is not shut out, in whatever spelling; nor the rest of the never list. @param {BlockWorld} lab */
async function refusesOwn(lab) {
  const key = `${lab.secrets}/id_ed25519`;
  const [a = 0, b = 0, c = 0, d = 0] = addresses.sink.v4.split('.').map(Number);
  const ssh = spawn(lab.hosts.attacker.enter[0] ?? '', [
    ...lab.hosts.attacker.enter.slice(1),
    ...[
      'ssh',
      '-i',
      key,
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      '-o',
      'IdentitiesOnly=yes',
    ],
    ...[`deploy@${addresses.server.v4}`, 'echo in; sleep 60'],
  ]);
  try {
    let said = '';
    ssh.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await until('a login', () => said.includes('in'));
    const spellings = [
      addresses.sink.v4,
      `::ffff:${addresses.sink.v4}`,
      `64:ff9b::${addresses.sink.v4}`,
      `${a}.${b}.0.0/16`,
      String(a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d),
      ...[
        addresses.server.v4,
        addresses.server.v6,
        '10.1.2.3',
        '172.28.0.2',
        '0.0.0.0/0',
        '::/0',
        '127.0.0.1',
        'fe80::1',
      ],
    ];
    const { refusals, blocks } = await candor(lab, ['block', ...spellings, '--yes'], 65);
    assert.equal(blocks.length, 0, JSON.stringify(blocks));
    assert.equal(refusals.length, spellings.length, JSON.stringify(refusals));
    assert.match(refusals[0].reason, /SSH/);
  } finally {
    ssh.kill('SIGKILL');
  }
}

/** @param {BlockWorld} lab */
async function looksFirst(lab) {
  const plan = await candor(lab, ['block', ...enemy, '--dry-run']);
  assert.equal(plan.applied, false);
  assert.match(plan.transaction, /priority -310/);
  assert.notEqual((await lab.server.run(['nft', 'list', 'table', 'inet', 'candor'])).code, 0, 'nothing is there');
  const asked = await runCandor(lab.server, ['block', ...enemy], { folder: '/srv/station' });
  assert.equal(asked.code, 64, 'without a terminal it wants --yes');
}

/** @param {BlockWorld} lab */
async function isRecorded(lab) {
  await candor(lab, [
    'block',
    enemy[0] ?? '',
    '--yes',
    '--no-proof',
    '--case',
    '/srv/station/case',
    '--reason',
    'fetches a miner',
  ]);
  const record = await readFile(`${lab.server.root}/srv/station/case/records/000001-ledger.json`, 'utf8');
  assert.match(record, /blocked 51\.81\.104\.115 .*fetches a miner/);
}

/** Through the edge all packets are the edge's: nginx, which knows the client, holds the block. @param {BlockWorld} lab */
async function behindEdge(lab) {
  const { server, world } = lab;
  const nginx = `${server.root}/etc/nginx`;
  await writeFile(`${nginx}/nginx.conf`, 'events {}\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n');
  await writeFile(
    `${nginx}/conf.d/site.conf`,
    `set_real_ip_from ${addresses.edge.v4};\nreal_ip_header CF-Connecting-IP;\nserver { listen 80; root /srv/www; }\n`,
  );
  await mkdir(`${server.root}/srv/www`, { recursive: true });
  await writeFile(`${server.root}/srv/www/index.html`, 'served');
  await server.must(['chmod', '755', '/srv', '/srv/www']);
  const edge = (/** @type {string} */ day) =>
    writeFile(
      `${server.root}/srv/station/candor.yaml`,
      `edge: { name: lab, ranges: ['${addresses.edge.v4}/32'], asOf: ${day} }\n`,
    );
  /** @param {string} client */
  const through = async (client) => {
    const command = [
      'curl',
      '-s',
      '-m',
      '2',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '-H',
      `CF-Connecting-IP: ${client}`,
    ];
    return (await world.edge.run([...command, `http://${addresses.server.v4}/`])).stdout;
  };
  await server.must(['sh', '-c', 'nginx >/dev/null 2>&1']);
  try {
    await until('nginx', async () => (await through(addresses.prober.v4)) === '200');
    await edge('2026-01-01');
    const stale = await candor(lab, ['block', ...enemy, '--yes'], 65);
    assert.match(stale.refusals[0].reason, /days old/);
    await edge(new Date().toISOString().slice(0, 10));
    const own = await candor(lab, ['block', addresses.edge.v4, '--yes'], 65);
    assert.match(own.refusals[0].reason, /every visitor comes from there/);
    assert.equal(await through(enemy[0] ?? ''), '200');
    const { blocks, problem } = await block(lab, ['--no-proof']);
    assert.deepEqual([blocks[0].also, problem], [['nginx'], null]);
    await until('a reload', async () => (await through(enemy[0] ?? '')) === '403');
    assert.equal(await through(addresses.prober.v4), '200');
    await release(lab);
    await until('a reload', async () => (await through(enemy[0] ?? '')) === '200');
  } finally {
    await server.run(['nginx', '-s', 'stop']);
    await writeFile(`${server.root}/srv/station/candor.yaml`, 'publicNames: []\n');
  }
}

/** An ordinary account of the group may ask; the never list is the actuator's own. Another account may not. @param {BlockWorld} lab */
async function actuatorSocket(lab) {
  const { server } = lab;
  await server.must(['groupadd', '--system', '--force', 'candor']);
  const gid = (await server.must(['getent', 'group', 'candor'])).split(':')[2] ?? '';
  const serve = candorCommand(['actuator', 'serve']);
  const log = '/var/log/actuator.log';
  const started = [
    'sh',
    '-c',
    `setsid setpriv --regid ${gid} --clear-groups "$@" >${log} 2>&1 & echo $!`,
    'sh',
    ...serve,
  ];
  const pid = (await server.must(started, { env: rootEnvironment })).trim();
  try {
    await until('the actuator', async () => (await server.run(['test', '-S', '/run/candor/actuator.sock'])).code === 0);
    /** @param {string} group @param {readonly string[]} args */
    const asDeploy = (group, args) =>
      runCandor(server, [...args, '--json', '--yes'], {
        folder: '/srv',
        wrap: ['setpriv', '--reuid', '1001', '--regid', '1001', '--groups', group],
        env: { ...rootEnvironment, HOME: '/home/deploy', USER: 'deploy' },
      });
    const denied = await asDeploy('1001', ['block', ...enemy]);
    assert.equal(denied.code, 65, denied.stdout);
    assert.match(denied.stderr, /actuator/);
    const allowed = await asDeploy(gid, ['block', ...enemy]);
    assert.equal(allowed.code, 0, allowed.stderr);
    await isClosed(lab);
    const raw = `const s = require('net').connect('/run/candor/actuator.sock'); s.on('data', (d) => { process.stdout.write(d); process.exit(0); }); s.write(process.argv[1] + '\\n');`;
    const own = JSON.stringify({
      do: 'block',
      targets: [addresses.server.v4, '10.0.0.1', '::ffff:127.0.0.1'],
      seconds: 60,
    });
    const refused = JSON.parse(await server.must([process.execPath, '-e', raw, own]));
    assert.equal(refused.blocks.length, 0);
    assert.equal(refused.refusals.length, 3);
    assert.equal((await asDeploy(gid, ['unblock', ...enemy])).code, 0);
    await openAtFirst(lab);
    assert.match(await readFile(`${server.root}${log}`, 'utf8'), /block 51\.81\.104\.115 .*asked by deploy/);
  } finally {
    await server.run(['kill', pid]);
  }
}

/** The one command that sudo allows. @param {BlockWorld} lab */
async function actuatorThroughSudo(lab) {
  const { server } = lab;
  const bin = candorCommand([]);
  await mkdir(`${server.root}/usr/local/bin`, { recursive: true });
  await writeFile(`${server.root}/usr/local/bin/candor`, `#!/bin/sh\nexec ${bin.join(' ')} "$@"\n`, { mode: 0o755 });
  await server.must(['groupadd', '--system', '--force', 'candor']);
  await server.must(['usermod', '-aG', 'candor', 'deploy']);
  const line = '%candor ALL=(root) NOPASSWD: /usr/local/bin/candor actuator apply\n';
  await writeFile(`${server.root}/etc/sudoers.d/candor`, line, { mode: 0o440 });
  const done = await runCandor(server, ['block', ...enemy, '--json', '--yes'], {
    folder: '/srv',
    wrap: ['setpriv', '--reuid', '1001', '--regid', '1001', '--init-groups'],
    env: { ...rootEnvironment, HOME: '/home/deploy', USER: 'deploy' },
  });
  assert.equal(done.code, 0, done.stderr);
  await isClosed(lab);
  const more = [
    'setpriv',
    '--reuid',
    '1001',
    '--regid',
    '1001',
    '--init-groups',
    'sudo',
    '-n',
    'candor',
    'unblock',
    '--all',
  ];
  assert.notEqual((await server.run(more, { env: rootEnvironment })).code, 0, 'sudo allows nothing else');
}

/** Each begins and ends without a block. @type {Record<string, (lab: BlockWorld) => Promise<string | void>>} */
const inLab = {
  'block-looks-first': looksFirst,
  'block-open-at-first': openAtFirst,
  'block-fail2ban-is-inert': fail2banIsInert,
  'block-ufw-is-inert': ufwIsInert,
  'block-stops-both': blockStopsBoth,
  'block-survives-engine-restart': blockSurvivesEngine,
  'block-ingress-alone': ingressAlone,
  'block-egress-alone': egressAlone,
  'block-one-container': oneContainer,
  'block-ends-standing-connection': (lab) => standingConnectionEnds(lab, []),
  'block-ends-standing-connection-ingress': (lab) => standingConnectionEnds(lab, ['--ingress', '--no-proof']),
  'block-ends-by-itself': endsByItself,
  'block-confirmed': confirmed,
  'block-comes-back': comesBack,
  'block-refuses-own': refusesOwn,
  'block-is-recorded': isRecorded,
  'block-behind-edge': behindEdge,
  'block-actuator-socket': actuatorSocket,
  'block-actuator-through-sudo': actuatorThroughSudo,
};

/** Names of the cases. */
export async function cases() {
  return Object.keys(inLab);
}

/** @type {import('../lib/tally.mjs').SuiteRun} */
export async function run(tally, wants, { moves }) {
  if (moves) return;
  const lab = await openBlockWorld();
  try {
    for (const [name, body] of Object.entries(inLab)) {
      if (!wants(name)) continue;
      await tally.run(name, () => body(lab));
      await release(lab);
    }
  } finally {
    await lab.close();
  }
}
