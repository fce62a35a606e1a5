// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose variables are the text under test
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComposeProject, ComposeService } from './model.js';
import { type ComposeFile, readCompose } from './read-compose.js';

function project(files: string | readonly ComposeFile[], env: Record<string, string> = {}): ComposeProject {
  const read = readCompose(typeof files === 'string' ? [{ path: 'compose.yml', text: files }] : files, env);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

function service(
  files: string | readonly ComposeFile[],
  name = 'app',
  env: Record<string, string> = {},
): ComposeService {
  const found = project(files, env).services.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

describe('YAML that is hostile or unusual', () => {
  const laughs = ['a: &a0 [x,x,x,x,x,x,x,x,x,x]'];
  for (let at = 1; at < 12; at += 1)
    laughs.push(
      `b${at}: &a${at} [${Array(10)
        .fill(`*a${at - 1}`)
        .join(',')}]`,
    );

  it.each([
    ['a billion laughs', laughs.join('\n')],
    ['deep brackets', '['.repeat(200_000)],
    ['deep mappings', Array.from({ length: 60 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['a self-containing anchor', 'a: &a [*a]'],
    ['a list', '- a'],
    ['a word', 'hello'],
    ['a duplicate key', 'services: {}\nservices: {}'],
    ['a broken quote', 'a: "b'],
    ['an over-long file', ' '.repeat(300_000)],
  ])('refuses %s', (_title, text) => {
    expect(readCompose([{ path: 'c.yml', text }]).ok).toBe(false);
  });

  it('names the line of a duplicate key', () => {
    expect(readCompose([{ path: 'c.yml', text: 'a: 1\nb: 2\na: 3' }])).toMatchObject({ ok: false, line: 3 });
  });

  it('applies merge keys and anchors', () => {
    const app = service(
      'x-base: &base\n  user: "1"\n  restart: always\nservices:\n  app:\n    <<: *base\n    user: "2"\n',
    );
    expect(app).toMatchObject({ user: { value: '2', line: 7 }, restart: { value: 'always', line: 3 } });
  });

  it('reads a document that calls itself YAML 1.1 as Compose does', () => {
    const body = 'x: &b {privileged: true}\nservices:\n  on:\n    <<: *b\n    ports: [22:22]\n';
    const on = service([{ path: 'c.yml', text: `%YAML 1.1\n---\n${body}` }], 'on');
    expect(on.privileged?.value).toBe(true);
    expect(on.ports).toMatchObject([{ published: { from: 22, to: 22 }, target: { from: 22, to: 22 } }]);
  });

  it('treats __proto__ as a name', () => {
    const read = project(
      'services: {__proto__: {privileged: true}, app: {environment: {__proto__: x, constructor: y}}}',
    );
    expect(read.services.map(({ name }) => name)).toEqual(['__proto__', 'app']);
    expect(read.services[1]?.environment).toHaveLength(2);
  });

  it('bounds many services that extend one large base', () => {
    const base = `  base: {environment: {${Array.from({ length: 5000 }, (_, at) => `K${at}: 1`).join(', ')}}}`;
    const many = Array.from({ length: 3000 }, (_, at) => `  s${at}: {extends: base}`).join('\n');
    const started = performance.now();
    const read = readCompose([{ path: 'c.yml', text: `services:\n${base}\n${many}\n` }]);
    expect(read.ok && read.warnings.some(({ message }) => message.includes('not resolved'))).toBe(true);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('never throws', () => {
    const words = fc.constantFrom(
      'services',
      ':',
      ' ',
      '\n',
      '  ',
      'app',
      '- ',
      'ports',
      '${A:-',
      '}',
      '[',
      '"',
      '&a ',
      '*a',
      '<<',
      '!reset ',
      '8080:80',
      'extends',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (value) => typeof readCompose([{ path: 'a', text: value }]).ok === 'boolean'),
      { numRuns: 500 },
    );
  });

  it('never throws on well-formed trees of the wrong shape', () => {
    const key = fc.constantFrom(
      'services',
      'app',
      'ports',
      'volumes',
      'build',
      'deploy',
      'resources',
      'limits',
      'extends',
      'healthcheck',
      'env_file',
      'include',
      'networks',
      'secrets',
      'depends_on',
      'logging',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, 1, 'x', '${A}', true),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => typeof readCompose([{ path: 'a', text: JSON.stringify(value) }]).ok === 'boolean'),
      { numRuns: 500 },
    );
  });
});
