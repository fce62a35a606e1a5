// biome-ignore-all lint/suspicious/noTemplateCurlyInString: nginx variables are the text under test
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNginx } from './read-nginx.js';
import type { NginxConfig, NginxDirective } from './syntax.js';

function config(text: string): NginxConfig {
  const read = readNginx(text);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

const shape = (all: readonly NginxDirective[]): unknown[] =>
  all.map(({ name, args, block }) => (block === null ? [name, ...args] : [name, ...args, shape(block)]));

describe('words', () => {
  it.each([
    ['a b c;', [['a', 'b', 'c']]],
    ['a "b c" \'d;{}\';', [['a', 'b c', 'd;{}']]],
    ['a "x\\"y" \'it\\\'s\' "\\t\\z";', [['a', 'x"y', "it's", '\t\\z']]],
    ['a b\\ c b\\;d;', [['a', 'b\\ c', 'b\\;d']]],
    ['a ${b}c $d;', [['a', '${b}c', '$d']]],
    ['a x#y; # c {;}\nb;', [['a', 'x#y'], ['b']]],
    ['a\n  b\n;', [['a', 'b']]],
    ['a "line\nbreak";', [['a', 'line\nbreak']]],
    ['a b"c;', [['a', 'b"c']]],
    ['if ($x = "y") { b; }', [['if', '($x', '=', 'y', ')', [['b']]]]],
    ['location ~ "^/a{2}$" { }', [['location', '~', '^/a{2}$', []]]],
    ['a;b{c;}d;', [['a'], ['b', [['c']]], ['d']]],
    ['', []],
  ])('%s', (text, expected) => {
    expect(shape(config(text).root)).toEqual(expected);
  });

  it('skips Lua with braces in strings, comments and long brackets', () => {
    const text = 'a {\n  content_by_lua_block {\n local t = { "}" } -- }\n --[[ } ]] s = [==[ } ]==]\n }\n  b;\n}\nc;';
    const { root } = config(text);
    expect(shape(root)).toEqual([['a', [['content_by_lua_block'], ['b']]], ['c']]);
    expect(root[0]?.block?.[0]).toMatchObject({ code: true, line: 2 });
    expect(root[0]?.block?.[1]).toMatchObject({ code: false, line: 6 });
  });
});

const DUMP = `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
nginx: configuration file /etc/nginx/nginx.conf test is successful
# configuration file /etc/nginx/nginx.conf:
user www-data;
http {
  include mime.types;
  include /etc/nginx/sites-enabled/*;
  include /etc/nginx/none/*.conf;
}

# configuration file /etc/nginx/mime.types:
types { text/html html; }

# configuration file /etc/nginx/sites-enabled/b:
server { listen 81; }

# configuration file /etc/nginx/sites-enabled/a:
server {
  listen 80;
}
# configuration file /etc/nginx/sites-enabled/.hidden:
server { listen 82; }
`;

describe('a dump', () => {
  const read = config(DUMP);

  it('resolves includes in the order of their names', () => {
    expect(shape(read.root)).toEqual([
      ['user', 'www-data'],
      [
        'http',
        [
          ['types', [['text/html', 'html']]],
          ['server', [['listen', '80']]],
          ['server', [['listen', '81']]],
        ],
      ],
    ]);
    expect(read.includes.map(({ pattern, files }) => [pattern, files.length])).toEqual([
      ['/etc/nginx/mime.types', 1],
      ['/etc/nginx/sites-enabled/*', 2],
      ['/etc/nginx/none/*.conf', 0],
    ]);
    expect(read.complete).toBe(true);
  });

  it('cites line in the file and line in the dump', () => {
    const lines = DUMP.split('\n');
    const listen = read.files.find(({ path }) => path.endsWith('/a'))?.directives[0]?.block?.[0];
    expect(listen).toMatchObject({ file: '/etc/nginx/sites-enabled/a', line: 2 });
    expect(lines[(listen?.dumpLine ?? 0) - 1]).toBe('  listen 80;');
  });

  it.each([
    ['a missing include', 'http { include gone.conf; }'],
    ['an unclosed block', 'http { server {'],
    ['an unclosed quote', 'a "b;'],
    ['a stray brace', 'a; } b;'],
    ['a missing semicolon', 'a b'],
    ['a block without its last semicolon', 'a { b }'],
    ['nothing before a brace', '{ a; }'],
    ['an unclosed Lua block', 'x { access_by_lua_block { "}" '],
    ['a file that includes itself', '# configuration file /n.conf:\ninclude /n.conf;'],
  ])('says that it is incomplete: %s', (_title, text) => {
    const broken = readNginx(text);
    expect(broken).toMatchObject({ ok: true, value: { complete: false } });
    expect(broken.ok && broken.warnings.length).toBeGreaterThan(0);
  });

  it('keeps the first of two files with one path', () => {
    const twice = readNginx('# configuration file /n:\na;\n# configuration file /n:\nb;');
    expect(twice.ok && shape(twice.value.root)).toEqual([['a']]);
    expect(twice.ok && twice.warnings).toHaveLength(1);
  });

  it('reports what nginx complained about', () => {
    const read_ = readNginx('nginx: [emerg] unknown directive\n# configuration file /n:\na;');
    expect(read_.ok && read_.warnings[0]).toEqual({ line: 1, message: 'nginx: [emerg] unknown directive' });
  });
});

describe('hostile input', () => {
  it.each([
    ['deep blocks', 'a{'.repeat(1000)],
    ['too many directives', 'a;'.repeat(250_000)],
    ['over-long text', 'a'.repeat(5_000_000)],
  ])('refuses %s', (_title, text) => {
    expect(readNginx(text).ok).toBe(false);
  });

  it('bounds files that include each other many times', () => {
    const files = Array.from(
      { length: 15 },
      (_, at) => `# configuration file /${at}:\n${`include /${at + 1};`.repeat(10)}\n`,
    );
    const started = performance.now();
    const read = readNginx(`${files.join('')}# configuration file /15:\na;`);
    expect(read).toMatchObject({ ok: true, value: { complete: false } });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it.each([
    [
      'globs',
      `# configuration file /n:\n${'include *a*a*a*a*a*b;'.repeat(20_000)}\n# configuration file /${'a'.repeat(800)}:\n`,
    ],
    ['Lua brackets', `a_by_lua_block {${'--[[ '.repeat(200_000)}`],
    ['quotes', '"\\'.repeat(500_000)],
    ['variables', 'a ${'.repeat(200_000)],
  ])('stays fast on %s', (_title, text) => {
    const started = performance.now();
    readNginx(text);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('never throws', () => {
    const parts = fc.constantFrom(
      'a',
      ' ',
      ';',
      '{',
      '}',
      '"',
      "'",
      '\\',
      '$',
      '#',
      '\n',
      'x_by_lua_block ',
      '[[',
      ']]',
      '--',
      'include *;',
      '# configuration file /a:\n',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(parts, { maxLength: 80 }).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(text, (value) => readNginx(value).ok),
      { numRuns: 500 },
    );
  });

  it('reads back any words that are quoted', () => {
    const word = fc.string({ unit: 'binary-ascii', minLength: 1 }).filter((text) => !text.includes('\r'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
        const text = words.map((one) => `"${one.replace(/["\\]/g, (char) => `\\${char}`)}"`).join(' ');
        expect(shape(config(`x ${text};`).root)).toEqual([['x', ...words]]);
      }),
    );
  });
});
