import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { editCompose, type ServiceEdit } from './edit-compose.js';

const set: ServiceEdit = { environment: new Map([['NODE_OPTIONS', (before) => `-r x${before ? ` ${before}` : ''}`]]) };

const edited = (text: string, edit: ServiceEdit = set) => {
  const result = editCompose(text, 'app', edit);
  return result.ok ? result.text : `refused: ${result.why}`;
};

describe('a variable is set', () => {
  it.each<[string, string, string]>([
    [
      'in a map, comments and order kept',
      'services:\n  # the app\n  app:\n    image: a # pinned\n    environment:\n      # why\n      A: 1\n  db: { image: b }\n',
      'services:\n  # the app\n  app:\n    image: a # pinned\n    environment:\n      # why\n      NODE_OPTIONS: "-r x"\n      A: 1\n  db: { image: b }\n',
    ],
    [
      'before what stands there',
      'services:\n  app:\n    environment:\n      NODE_OPTIONS: --max-old-space-size=512 # memory\n',
      'services:\n  app:\n    environment:\n      NODE_OPTIONS: "-r x --max-old-space-size=512" # memory\n',
    ],
    [
      'in a list',
      'services:\n  app:\n    environment:\n      - A=1\n      - B=2\n',
      'services:\n  app:\n    environment:\n      - "NODE_OPTIONS=-r x"\n      - A=1\n      - B=2\n',
    ],
    [
      'in a list that has it',
      "services:\n  app:\n    environment:\n      - 'NODE_OPTIONS=-q'\n",
      'services:\n  app:\n    environment:\n      - "NODE_OPTIONS=-r x -q"\n',
    ],
    [
      'in a flow map',
      'services:\n  app:\n    environment: { A: "1" }\n',
      'services:\n  app:\n    environment: { NODE_OPTIONS: "-r x", A: "1" }\n',
    ],
    [
      'in a flow list',
      'services:\n  app:\n    environment: ["A=1"]\n',
      'services:\n  app:\n    environment: ["NODE_OPTIONS=-r x", "A=1"]\n',
    ],
    [
      'where there is no environment, with Windows line ends',
      'services:\r\n  app:\r\n    image: a\r\n',
      'services:\r\n  app:\r\n    environment:\r\n      NODE_OPTIONS: "-r x"\r\n    image: a\r\n',
    ],
  ])('%s', (_, before, after) => {
    expect(edited(before)).toBe(after);
  });

  it.each<[string, string, RegExp]>([
    [
      'a merged environment',
      'x: &b\n  environment: { A: 1 }\nservices:\n  app:\n    <<: *b\n    image: a\n',
      /merge key/,
    ],
    ['an aliased environment', 'x: &e { A: 1 }\nservices:\n  app:\n    environment: *e\n', /somewhere else/],
    ['a service on one line', 'services:\n  app: { image: a }\n', /one line/],
    ['no such service', 'services:\n  web:\n    image: a\n', /no service app/],
    ['no YAML', 'services: [', /no valid YAML/],
    [
      'an environment that another service shares',
      'services:\n  app:\n    environment: &e\n      A: 1\n  web:\n    environment: *e\n',
      /merge key/,
    ],
  ])('not in %s', (_, text, why) => {
    expect(edited(text)).toMatch(why);
  });
});

describe('other edits', () => {
  it('removes the old switch with its line, and only it', () => {
    const text = 'services:\n  app:\n    environment:\n      DISABLE_SUBPROC_DIAG: "true" # noisy\n      A: 1\n';
    expect(edited(text, { remove: ['DISABLE_SUBPROC_DIAG'] })).toBe(
      'services:\n  app:\n    environment:\n      A: 1\n',
    );
    expect(
      edited('services:\n  app:\n    environment: [A=1, DISABLE_SUBPROC_DIAG=true]\n', { remove: ['B'] }),
    ).toContain('true');
  });

  it('turns it to false where it is the only one', () => {
    expect(edited('services:\n  app:\n    environment:\n      - X=true\n', { remove: ['X'] })).toContain('- "X=false"');
  });

  it('mounts a file, and replaces an image with a build beside it', () => {
    const text = 'services:\n  app:\n    image: site:1 # ours\n    volumes:\n      - a:/b\n';
    expect(edited(text, { volume: './s:/s:ro' })).toContain('    volumes:\n      - "./s:/s:ro"\n      - a:/b\n');
    const add = { lines: ['build:', '  context: ./c'], key: 'build', value: { context: './c' } };
    expect(edited(text, { image: 'candor/x', add })).toBe(
      'services:\n  app:\n    build:\n      context: ./c\n    image: "candor/x" # ours\n    volumes:\n      - a:/b\n',
    );
  });

  it('never changes more than it was asked to, whatever the names and values', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.dictionary(word, word, { minKeys: 1, maxKeys: 5 }), fc.boolean(), (values, asList) => {
        const names = Object.entries(values);
        const body = asList
          ? names.map(([name, value]) => `      - ${JSON.stringify(`${name}=${value}`)}`)
          : names.map(([name, value]) => `      ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
        const text = `services:\n  app:\n    environment:\n${body.join('\n')}\n    image: a # x\n`;
        const result = editCompose(text, 'app', set);
        if (!result.ok) return;
        const rest = parse(result.text).services.app;
        expect(rest.image).toBe('a');
        expect(JSON.stringify(rest.environment)).toContain('-r x');
        expect(result.text.endsWith(text.slice(text.indexOf('environment:') + 13))).toBe(true);
      }),
    );
  });
});
