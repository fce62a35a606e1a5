import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from '../main.js';
import type { Terminal } from '../terminal.js';

const scratch = mkdtempSync(join(tmpdir(), 'candor-rules-'));
afterAll(() => rmSync(scratch, { recursive: true }));

async function candor(args: readonly string[], stdin = ''): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    stdin: (async function* () {
      yield Buffer.from(stdin);
    })(),
    env: {},
    interactive: false,
    colour: false,
    width: 100,
    now: () => new Date('2026-03-02T12:00:00Z'),
  };
  const code = await main(args, terminal);
  return { code, out: out.join(''), err: err.join('') };
}

const rule = (title: string, detection: string) =>
  `title: ${title}\nid: ${title.toLowerCase()}-1\nlogsource: {category: webserver}\ndetection:\n  a: {${detection}}\n  condition: a\n`;

const folder = join(scratch, 'mine');
mkdirSync(join(folder, 'deep'), { recursive: true });
writeFileSync(join(folder, 'deep', 'good.yml'), rule('Good', 'cs-uri-query|contains: union, client_ip: x'));
writeFileSync(join(folder, 'bad.yml'), rule('Bad', "cs-uri-query|re: 'a(?!b)'"));
writeFileSync(join(folder, 'elsewhere.yml'), rule('Elsewhere', 'a: b').replace('webserver', 'proxy'));
const store = join(scratch, 'rules');

describe('candor rules', () => {
  it('lists our rules, and those of a level', async () => {
    const all = JSON.parse((await candor(['rules', 'list', '--json', '--rules', store])).out);
    const high = JSON.parse((await candor(['rules', 'list', '--level', 'high', '--json', '--rules', store])).out);
    expect(all.rules.length).toBeGreaterThan(high.rules.length);
    expect(new Set(high.rules.map((one: { level: string }) => one.level))).toEqual(new Set(['high', 'critical']));
    expect((await candor(['rules', 'list', '--level', 'bad'])).code).toBe(64);
  });

  it('runs all samples', async () => {
    const { code, out } = await candor(['rules', 'test', '--rules', store]);
    expect(out).toMatch(/^\d+ rules, \d{2,} samples, 0 failed\n$/);
    expect(code).toBe(0);
  });

  it('adds what can be used, names the rest, asks first, and takes it away again', async () => {
    const asked = await candor(['rules', 'add', folder, '--rules', store]);
    expect(asked.code).toBe(64);
    expect(asked.out).toContain('3 files, 2 rules read, 1 can be used here');
    expect(asked.out).toContain('proxy 1');
    expect(asked.out).toContain('fields that no event here has: client_ip (1)');
    expect(asked.out).toMatch(/bad\.yml:5: unsupported: "Bad": the pattern/);
    expect(existsSync(store)).toBe(false);
    expect((await candor(['rules', 'add', folder, '--rules', store, '--yes'])).code).toBe(0);
    expect((await candor(['rules', 'list', '--rules', store])).out).toMatch(/medium +test +user good-1 +Good/);
    expect((await candor(['rules', 'add', folder, '--rules', store])).code).toBe(0);
    expect((await candor(['rules', 'remove', 'mine', '--rules', store, '--yes'])).code).toBe(0);
    expect(existsSync(join(store, 'mine'))).toBe(false);
    expect((await candor(['rules', 'remove', '..', '--rules', store, '--yes'])).code).toBe(64);
  });

  it('runs a file over log lines, and lets no control character through', async () => {
    const line =
      '203.0.113.9 - - [02/Mar/2026:09:00:00 +0000] "GET /?q=1+UNION+2 HTTP/1.1" 200 5 "-" "\u001b[31mred"\n';
    const file = join(scratch, 'any.yml');
    writeFileSync(file, rule('Any', 'cs-uri-query|contains: union'));
    const { code, out } = await candor(['rules', 'test', file, '--events', '-', '--as', 'nginx-access'], line);
    expect(out).toContain('1 events, 1 detections');
    expect(out).toContain('2026-03-02T09:00:00.000Z medium Any');
    expect(out).not.toContain('\u001b');
    expect(code).toBe(0);
  });

  it('runs a file over its own samples', async () => {
    mkdirSync(join(scratch, 'own', 'samples'), { recursive: true });
    const file = join(scratch, 'own', 'x.yml');
    writeFileSync(file, `${rule('X', 'cs-uri-stem: /x')}name: x_rule\n`);
    const sample = (uri: string) =>
      `match:\n  - title: x\n    tells: [x_rule]\n    steps:\n      - source: nginx-access\n        text: '203.0.113.9 - - [{clf}] "GET ${uri} HTTP/1.1" 200 5 "-" "-"'\n`;
    writeFileSync(join(scratch, 'own', 'samples', 'x.yml'), sample('/x'));
    expect(await candor(['rules', 'test', file])).toMatchObject({ code: 0, out: '1 rules, 1 samples, 0 failed\n' });
    writeFileSync(join(scratch, 'own', 'samples', 'x.yml'), sample('/y'));
    const failed = await candor(['rules', 'test', file]);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('x_rule said nothing');
  });

  it.each<[string, string[], string, number]>([
    ['a rule that is not valid', ['rules', 'test', join(folder, 'bad.yml')], '', 65],
    ['a file that is not there', ['rules', 'test', join(folder, 'none.yml')], '', 64],
    ['events that are none', ['rules', 'test', '--events', '-'], 'no json\n', 65],
    ['a kind of lines that is none', ['rules', 'test', '--events', '-', '--as', 'syslog-ng'], '', 64],
    ['a folder that is not there', ['rules', 'add', join(scratch, 'none')], '', 64],
    ['an unknown rule', ['rules', 'explain', 'no_such_rule'], '', 64],
  ])('%s', async (_, args, stdin, code) => {
    expect((await candor(args, stdin)).code).toBe(code);
  });

  it('explains a rule with its samples', async () => {
    const { out } = await candor(['rules', 'explain', 'web_scan', '--store', scratch]);
    expect(out).toContain('Tells      ten paths that are not there');
    expect(out).toContain('Last hits  unknown: ');
  });
});
