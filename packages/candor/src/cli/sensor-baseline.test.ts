import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { main } from './main.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-baseline-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(...argv: string[]) {
  let out = '';
  let err = '';
  const code = await main(
    argv.map((word) => word.replace(/^@/, `${folder}/`)),
    {
      stdout: (part) => {
        out += part;
      },
      stderr: (part) => {
        err += part;
      },
      stdin: (async function* () {
        yield Buffer.from(line(7, 'app src/z.ts:1:1 spawn id', ['id']));
      })(),
      env: {},
      interactive: false,
      colour: false,
      width: 100,
      now: () => new Date(0),
    },
  );
  return { code, out, err };
}

const line = (seq: number, key: string, argv: string[]) =>
  `candor-sensor ${JSON.stringify({ v: 1, ts: '2026-01-05T00:00:00Z', pid: 10, tid: 0, kind: 'spawn', seq, api: 'spawn', provenance: key.split(' ')[0], severity: 'informational', key, argv })}\n`;

const events = `${line(1, 'app src/a.ts:1:2 spawn ffprobe', ['ffprobe', '\u001b[2Jx'])}${line(2, 'eval x spawn sh', ['sh'])}`;

describe('candor sensor learn, baseline, explain', () => {
  it('learns into a file after a yes, shows it, and finds nothing new', async () => {
    writeFileSync(join(folder, 'e'), events);
    expect((await run('sensor', 'learn', '@e', '-o', '@b.json')).code).toBe(64);
    const learned = await run('sensor', 'learn', '@e', '-o', '@b.json', '--yes');
    expect(learned.code).toBe(0);
    expect(learned.err).not.toContain('\u001b');
    expect(learned.err).toContain('1 new keys, 1 left out');
    expect(JSON.parse(readFileSync(join(folder, 'b.json'), 'utf8')).keys).toHaveLength(1);
    expect((await run('sensor', 'baseline', 'show', '@b.json')).out).toMatch(
      /^app src\/a.ts:1:2 spawn ffprobe .*\n1 keys\n$/,
    );
    const diff = await run('sensor', 'baseline', 'diff', '@b.json', '@e', '--json');
    expect([diff.code, JSON.parse(diff.out).added]).toEqual([1, []]);
  });

  it('prints the baseline when no file is named', async () => {
    writeFileSync(join(folder, 'e'), events);
    expect(JSON.parse((await run('sensor', 'learn', '@e')).out)).toMatchObject({ version: 1 });
  });

  it('explains by number, by line, and from standard input', async () => {
    writeFileSync(join(folder, 'e'), events);
    writeFileSync(join(folder, 'b.json'), '{"version":1,"keys":["app src/a.ts:1:2 spawn ffprobe"]}');
    expect((await run('sensor', 'explain', '10/1', '--from', '@e', '--baseline', '@b.json')).out).toMatch(
      /^spawn ffprobe \?\[2Jx\nkey: app .*\nknown: silent; informational\n {2}because a file of the application/,
    );
    expect((await run('sensor', 'explain', events.split('\n')[1] ?? '')).out).toContain('cannot be known');
    expect((await run('sensor', 'explain', '-')).out).toContain('no baseline was given');
  });

  it.each<[string, string[], number]>([
    ['a broken baseline', ['sensor', 'baseline', 'show', '@bad'], 65],
    ['a baseline with a key that cannot be', ['sensor', 'baseline', 'show', '@odd'], 1],
    ['events without a sensor', ['sensor', 'learn', '@bad'], 65],
    ['no such event', ['sensor', 'explain', '99', '--from', '@e'], 64],
    ['no number', ['sensor', 'explain', 'x', '--from', '@e'], 64],
    ['no event', ['sensor', 'explain', 'hello'], 64],
    ['a file that is not there', ['sensor', 'baseline', 'show', '@none'], 64],
  ])('%s', async (_, argv, code) => {
    writeFileSync(join(folder, 'e'), events);
    writeFileSync(join(folder, 'bad'), '{"version":1');
    writeFileSync(join(folder, 'odd'), '{"version":1,"keys":["eval x"]}');
    expect((await run(...argv)).code).toBe(code);
  });
});
