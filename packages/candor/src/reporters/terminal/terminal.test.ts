import { describe, expect, it } from 'vitest';
import { brokenIntoReport, failOf, incidentOf, reportOf, verdictOf } from '../testing.js';
import { lineReporter } from './line.js';
import { terminalReporter } from './terminal.js';

const plain = { colour: false, width: 100 };
const render = (report = brokenIntoReport()) => terminalReporter.render(report, plain);

describe('the terminal report', () => {
  it.each([
    [verdictOf(), 'SAFE as of 2025-12-13 08:38 UTC for the last 9 hours 40 minutes: 1 of 1 answered'],
    [verdictOf({ status: 'INCONCLUSIVE' }), 'CANNOT TELL YET: nothing bad found, 0 of 1 unanswered'],
    [verdictOf({ status: 'AT RISK' }), 'OPEN DOOR, no break-in seen'],
    [verdictOf({ status: 'UNDER ATTACK' }), 'SOMEONE IS TRYING NOW, outcome not proven'],
    [verdictOf({ status: 'COMPROMISED', confidence: 'suspected' }), 'PROBABLY BROKEN INTO (suspected)'],
    [verdictOf({ status: 'COMPROMISED', confidence: 'confirmed' }), 'BROKEN INTO (confirmed)'],
  ])('says the verdict in its own words: %#', (verdict, words) => {
    expect(render(reportOf({ verdict })).split('\n')[1]).toBe(` ${words}`);
  });

  it('prints nine claims with their marks and the cause of those that do not hold', () => {
    const text = render();
    expect(text).toContain('  ✔ Q1 Only what should be reachable is\n');
    expect(text).toContain('  ? Q2 No known hole is running\n       CTR-30: docker info was not collected\n');
    expect(text).toContain('  ✘ Q3 Nothing foreign is running now\n       see incident INC-2025-0001\n');
    expect(text).toContain('  ✘ Q7 A break-in stays in its container\n       CTR-03: no user is set\n');
  });

  it('puts the three first steps before everything else when broken into, each with a command', () => {
    const text = render();
    const steps = text.slice(text.indexOf('DO THESE THREE'), text.indexOf('NINE CLAIMS'));
    expect(steps.match(/^ {2}\d\. .*$/gm)).toEqual([
      '  1. Keep the evidence: once it is gone, nobody can say what happened.',
      '  2. Cut it off: no more commands in, no more data out. What runs keeps running, where it can be',
      '  3. Do not restart or delete anything yet: a restart empties memory and a new container forgets its',
    ]);
    expect(steps).toContain('$ docker export web-1 -o ~/evidence/web-1.tar');
    expect(steps).toContain('$ docker update --restart=no web-1');
  });

  it('uses the steps that the incident brings, and prints the others after it', () => {
    const step = (text: string) => ({ text, commands: [`echo ${text.length}`], undo: [], whyNot: null });
    const response = [step('Block the address'), step('Keep the evidence of web-1'), step('Cut web-1 off the network')];
    const text = render({ ...brokenIntoReport(), incidents: [incidentOf({ response })] });
    const first = text.slice(0, text.indexOf('NINE CLAIMS'));
    expect(first).toContain('  1. Keep the evidence of web-1.\n     $ echo 26\n  2. Cut web-1 off the network.\n');
    expect(first).not.toContain('Block the address');
    expect(text).toContain('  Then:\n    1. Block the address.\n');
  });

  it.each(['SAFE', 'INCONCLUSIVE', 'AT RISK', 'UNDER ATTACK'] as const)('prints no first steps for %s', (status) => {
    expect(render(reportOf({ verdict: verdictOf({ status }) }))).not.toContain('FIRST');
  });

  it('never puts a name that a shell would read into a command', () => {
    const subjects = ['container:x; rm -rf /'];
    const text = render({ ...brokenIntoReport(), results: [], incidents: [incidentOf({ subjects })] });
    const commands = text.split('\n').filter((line) => line.trimStart().startsWith('$ '));
    expect(commands.some((line) => line.includes('rm -rf'))).toBe(false);
    expect(commands.length).toBeGreaterThan(3);
  });

  it('tells the incident: times, calls against raw lines, what ran, cause, secrets, indicators', () => {
    const text = render();
    expect(text).toContain('INCIDENT INC-2025-0001   critical, open');
    expect(text.replace(/\n\s+/g, ' ')).toContain(
      'From 2025-12-12 15:51 UTC to 2025-12-13 08:18 UTC: 3 calls in 3 waves, counted from 24186 raw log lines; the command ran.',
    );
    expect(text).toContain('    2025-12-12 15:51:17 T1190 Exploit Public-Facing Application');
    expect(text).toContain('How it got in: CVE-2025-55182 in next 15.3.2 (inferred, not confirmed).');
    expect(text).toContain('Change these secrets, all of them were in reach: PAYLOAD_SECRET.');
    expect(text).toContain('payload-server ipv4    203.0.113.7');
  });

  it('groups one check over several subjects, and several checks with one remedy', () => {
    const results = [
      failOf(),
      failOf({ subject: 'container:db-1' }),
      failOf({ check: 'CTR-04', severity: 'medium' }),
      failOf({ check: 'EXP-01', severity: 'critical', remediation: { text: 'Bind it.', diff: null }, title: 'Open' }),
    ];
    const text = render(reportOf({ results }));
    expect(text).toContain('WHAT IS WRONG   2 findings (4 places), worst first\n  CRITICAL EXP-01: Open\n');
    expect(text).toContain('  HIGH CTR-03 CTR-04: A process in a container runs as root\n');
    expect(text).toContain('    container db-1: no user is set. Also: container web-1.\n');
    expect(text).toContain('    evidence  docker.inspect, artifacts/05.json:2: "User": ""\n');
    expect(text).toContain('    remedy    Set a user in the service.\n');
  });

  it('shows fifteen findings and counts the rest', () => {
    const results = Array.from({ length: 18 }, (_, index) =>
      failOf({ check: `CTR-${index + 10}`, remediation: { text: `Do ${index}.`, diff: null } }),
    );
    const text = render(reportOf({ results }));
    expect(text.match(/^ {2}HIGH /gm)).toHaveLength(15);
    expect(text).toContain('  and 3 milder findings more: candor check --format markdown shows all\n');
  });

  it('says what was not checked, why, and what would settle it', () => {
    const text = render();
    expect(text).toContain('NOT CHECKED   1 of 3 required questions have no answer\n  not in the evidence (1):\n');
    expect(text).toContain('    - CTR-30: docker info was not collected.\n');
    expect(text).toContain('  1. Ask the engine (settles CTR-30)\n     $ docker info\n');
  });

  it('prints an action that is itself a command as a command', () => {
    const toDecide = [{ text: 'docker top db-1', commands: [], settles: ['CTR-03@container:db-1'] }];
    const report = { ...brokenIntoReport(), verdict: { ...brokenIntoReport().verdict, toDecide } };
    expect(render(report)).toContain('  1. Run this (settles CTR-03)\n     $ docker top db-1\n');
  });

  it('prints notes, caps and the meaning of the exit code last', () => {
    const text = render();
    expect(text).toContain(
      'NOTES\n  - 12 refused probes.\n  - This alone would keep the verdict at AT RISK or worse: next 15.3.2 is running. (VULN_VERSION)\n',
    );
    expect(text.trimEnd().split('\n').at(-1)).toBe(
      'Exit code 4 (COMPROMISED): attacker code ran or runs, or left a way back.',
    );
  });

  it('colours only when asked, and says the same words', () => {
    const coloured = terminalReporter.render(brokenIntoReport(), { colour: true, width: 100 });
    expect(coloured).toContain('\x1b[1;97;41m BROKEN INTO (confirmed)\x1b[0m');
    expect(coloured.replace(/\x1b\[[\d;]*m/g, '')).toBe(render());
    expect(render()).not.toContain('\x1b');
  });

  it.each([40, 60, 100, 110])('wraps everything but commands and places at %i columns', (width) => {
    const lines = terminalReporter.render(brokenIntoReport(), { colour: false, width }).split('\n');
    const prose = lines.filter((line) => !/^\s*(?:\$|undo:)|^ {2}[✔✘?] |^[A-Z]{2}/.test(line));
    expect(prose.filter((line) => line.length > width && !/^ {4}\S+ +(?:ipv4|url)/.test(line))).toEqual([]);
  });
});

describe('the verdict line', () => {
  it('is one line with host, words, status and exit code', () => {
    expect(lineReporter.render(brokenIntoReport(), plain)).toBe(
      'web-2: BROKEN INTO (confirmed). A command from a request ran in web-1. [COMPROMISED, exit 4]\n',
    );
  });

  it('stays one line whatever the summary holds', () => {
    const verdict = verdictOf({ summary: 'a\r\nSAFE\u2028b' });
    expect(lineReporter.render(reportOf({ verdict }), plain).split(/[\r\n\u2028]/)).toHaveLength(2);
  });
});
