import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Parsed } from '../../core/parsed.js';
import { changedLines } from '../testing/changed-lines.js';
import { composeStyles } from '../testing/compose-styles.js';
import { setServiceVariable } from './edit-environment.js';
import {
  addServiceItem,
  removeServiceItem,
  removeServiceKey,
  replaceServiceItem,
  setServiceKey,
  setServiceMember,
} from './edit-service.js';
import { mountTarget } from './item-words.js';

type Meaning = { services: Record<string, Record<string, unknown>> };
const meaning = (text: string): Meaning => parse(text, { merge: true }) as Meaning;
const isScripts = (item: unknown) => mountTarget(item) === '/app/scripts';

/** Each edit, and what the service must mean afterwards. */
const edits: readonly {
  readonly name: string;
  readonly edit: (text: string) => Parsed<string>;
  readonly expected: (app: Record<string, unknown>) => Record<string, unknown>;
  /** Most lines that may go, and come. */
  readonly lines: readonly [number, number];
}[] = [
  {
    name: 'a word',
    edit: (text) => setServiceKey(text, 'app', 'user', '1000:1000'),
    expected: (app) => ({ ...app, user: '1000:1000' }),
    lines: [1, 2],
  },
  {
    name: 'a list',
    edit: (text) => setServiceKey(text, 'app', 'cap_drop', ['ALL']),
    expected: (app) => ({ ...app, cap_drop: ['ALL'] }),
    lines: [1, 3],
  },
  {
    name: 'a mapping of mappings',
    edit: (text) =>
      setServiceKey(text, 'app', 'logging', { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } }),
    expected: (app) => ({ ...app, logging: { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '5' } } }),
    lines: [1, 6],
  },
  {
    name: 'an item of a list that is not there',
    edit: (text) => addServiceItem(text, 'app', 'security_opt', 'no-new-privileges:true'),
    expected: (app) => ({ ...app, security_opt: ['no-new-privileges:true'] }),
    lines: [1, 3],
  },
  {
    name: 'an item of a list that is there',
    edit: (text) => addServiceItem(text, 'app', 'volumes', './media:/app/media'),
    expected: (app) => ({ ...app, volumes: [...(app.volumes as unknown[]), './media:/app/media'] }),
    lines: [1, 2],
  },
  {
    name: 'an item taken out',
    edit: (text) => removeServiceItem(text, 'app', 'volumes', isScripts),
    expected: (app) => ({ ...app, volumes: [] }),
    lines: [4, 1],
  },
  {
    name: 'a variable',
    edit: (text) => setServiceVariable(text, 'app', 'NODE_OPTIONS', '--import @candor/sensor'),
    expected: (app) => ({ ...app, environment: { NODE_OPTIONS: '--import @candor/sensor' } }),
    lines: [1, 3],
  },
  {
    name: 'a key taken out',
    edit: (text) => removeServiceKey(text, 'app', 'volumes'),
    expected: ({ volumes: _volumes, ...app }) => app,
    lines: [6, 1],
  },
];

describe.each(composeStyles)('$name', ({ text }) => {
  test.each(edits)('$name: only its own lines change, and only what is asked for', ({ edit, expected, lines }) => {
    const edited = edit(text);
    expect(edited).toMatchObject({ ok: true });
    if (!edited.ok) return;
    const before = meaning(text);
    expect(meaning(edited.value)).toEqual({
      ...before,
      services: { ...before.services, app: expected(before.services.app ?? {}) },
    });
    const { removed, added } = changedLines(text, edited.value);
    expect(removed.length).toBeLessThanOrEqual(lines[0]);
    expect(added.length).toBeLessThanOrEqual(lines[1]);
    // What stood behind a `#` is still there, but for the lines that were to go.
    const gone = removed.filter((line) => !added.some((other) => line.split('#')[1] === other.split('#')[1])).join('');
    for (const comment of text.match(/#.*/g) ?? [])
      if (!gone.includes(comment)) expect(edited.value).toContain(comment);
    if (text.includes('\r\n')) expect(edited.value.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('what is refused', () => {
  const refusals: readonly [string, () => Parsed<string>, RegExp][] = [
    ['no YAML', () => setServiceKey('services: [', 'app', 'user', '1'), /YAML/],
    [
      'two documents',
      () => setServiceKey('services: {app: {image: a}}\n---\na: 1\n', 'app', 'user', '1'),
      /one YAML document/,
    ],
    [
      'a key given twice',
      () => setServiceKey('services:\n  app:\n    image: a\n    image: b\n', 'app', 'user', '1'),
      /YAML/,
    ],
    ['a tab as indentation', () => setServiceKey('services:\n\tapp:\n\t\timage: a\n', 'app', 'user', '1'), /YAML/],
    ['another service', () => setServiceKey('services:\n  web: {image: a}\n', 'app', 'user', '1'), /not in this file/],
    [
      'a service that is an alias',
      () => setServiceKey('x: &x {image: a}\nservices:\n  app: *x\n', 'app', 'user', '1'),
      /alias/,
    ],
    ['a service without a mapping', () => setServiceKey('services:\n  app:\n', 'app', 'user', '1'), /not a mapping/],
    [
      'a list in an anchor that another service uses',
      () =>
        removeServiceItem(
          'services:\n  app:\n    image: a\n    volumes: &v\n      - ./scripts:/app/scripts\n      - b:/b\n  web:\n    image: a\n    volumes: *v\n',
          'app',
          'volumes',
          isScripts,
        ),
      /would also change services.web.volumes/,
    ],
    [
      'a list that is an alias',
      () => addServiceItem('x: &v [a:/a]\nservices:\n  app:\n    volumes: *v\n', 'app', 'volumes', 'b:/b'),
      /not a list that is written out/,
    ],
    [
      'environment from a shared block',
      () =>
        setServiceVariable(
          'x: &e\n  environment: {A: b}\nservices:\n  app:\n    <<: *e\n    image: a\n',
          'app',
          'B',
          'c',
        ),
      /shared block/,
    ],
    [
      'too long',
      () => setServiceKey(`services: {app: {image: a}}\n#${'x'.repeat(300_000)}`, 'app', 'user', '1'),
      /longer/,
    ],
    [
      'an alias bomb',
      () =>
        setServiceKey(
          `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\nservices: {app: {image: a}}\n`,
          'app',
          'user',
          '1',
        ),
      /YAML/,
    ],
  ];
  test.each(refusals)('%s', (_name, edit, reason) => {
    expect(edit()).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });
});

describe('details', () => {
  test('a value keeps its quotes, and the comment behind it', () => {
    const text = "services:\n  app:\n    user: 'root' # why?\n    privileged: true   # later\n";
    expect(setServiceKey(text, 'app', 'user', '1000:1000')).toMatchObject({ value: text.replace('root', '1000:1000') });
    expect(setServiceKey(text, 'app', 'privileged', false)).toMatchObject({ value: text.replace('true', 'false') });
  });

  test('a list that a merge key brings is written out with the item; the shared block stays', () => {
    const text = 'x: &x\n  security_opt: ["label:disable"]\nservices:\n  app:\n    <<: *x\n    image: a\n';
    const edited = addServiceItem(text, 'app', 'security_opt', 'no-new-privileges:true');
    expect(edited).toMatchObject({
      value: `${text}    security_opt: [label:disable, no-new-privileges:true]\n`.replace(
        '[label:disable, no-new-privileges:true]',
        '["label:disable", "no-new-privileges:true"]',
      ),
    });
  });

  test('an inner member of a mapping', () => {
    const text = 'services:\n  app:\n    image: a\n    logging:\n      driver: none\n';
    expect(setServiceMember(text, 'app', 'logging', 'driver', 'local')).toMatchObject({
      value: text.replace('none', 'local'),
    });
  });

  test('an item in the long form gets a member of its own', () => {
    const text = 'services:\n  app:\n    ports:\n      - target: 3000\n        published: 3000\n';
    const edited = replaceServiceItem(text, 'app', 'ports', () => true, { member: 'host_ip', value: '127.0.0.1' });
    expect(edited).toMatchObject({ value: `${text}        host_ip: 127.0.0.1\n` });
  });

  test('a variable in a list', () => {
    const text = 'services:\n  app:\n    environment:\n      - A=b # c\n      - D=e\n';
    expect(setServiceVariable(text, 'app', 'A', 'x')).toMatchObject({ value: text.replace('A=b', 'A=x') });
    expect(setServiceVariable(text, 'app', 'D', null)).toMatchObject({ value: text.replace('      - D=e\n', '') });
    expect(setServiceVariable(text, 'app', 'F', 'g')).toMatchObject({ value: `${text}      - F=g\n` });
  });
});

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/);

describe('any file', () => {
  test('never throws on hostile text', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom(...composeStyles).chain(({ text }) => fc.nat(text.length).map((at) => text.slice(0, at))),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        for (const { edit } of edits) edit(text);
      }),
      { numRuns: 300 },
    );
  });

  test('whatever the indentation, quotes, comments and line ends: one service changes, by lines of its own', () => {
    const style = fc.record({
      step: fc.integer({ min: 1, max: 8 }),
      dash: fc.integer({ min: 0, max: 4 }),
      quote: fc.constantFrom('', '"', "'"),
      eol: fc.constantFrom('\n', '\r\n'),
      comment: fc.option(fc.stringMatching(/^[ \w:[\]{}'"-]{0,20}$/)),
      names: fc.uniqueArray(word, { minLength: 2, maxLength: 5 }),
      lastFeed: fc.boolean(),
    });
    fc.assert(
      fc.property(
        style,
        fc.constantFrom(...edits),
        ({ step, dash, quote, eol, comment, names, lastFeed }, { edit }) => {
          const pad = (level: number) => ' '.repeat(step * level);
          const note = comment === null ? '' : ` # ${comment}`;
          const service = (name: string) => [
            `${pad(1)}${name}:${note}`,
            `${pad(2)}image: ${quote}node:24${quote}${note}`,
            `${pad(2)}volumes:`,
            `${pad(2)}${' '.repeat(dash)}- ${quote}./scripts:/app/scripts${quote}${note}`,
          ];
          const lines = ['services:', ...[...names.filter((name) => name !== 'app'), 'app'].flatMap(service)];
          const text = lines.join(eol) + (lastFeed ? eol : '');
          const edited = edit(text);
          expect(edited.ok).toBe(true);
          if (!edited.ok) return;
          const own = service('app');
          const { removed } = changedLines(text, edited.value);
          expect(removed.every((line) => own.includes(line.replace(/\r?\n$/, '')))).toBe(true);
          expect(edited.value.startsWith(lines.slice(0, -own.length).join(eol))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
