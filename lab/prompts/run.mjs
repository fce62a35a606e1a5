// The commands that ask, on a real pseudo-terminal: dismiss, accept, amend and init, with answers that are refused and
// accepted, a paste, Ctrl-C and the end of input. Prints one line a case and `N passed, N failed, N skipped` at the end.
// Needs script(1) (Debian: bsdutils); no root.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTally, Skipped } from '../lib/tally.mjs';
import { keys, onTerminal } from './on-terminal.mjs';

const program = fileURLToPath(new URL('../../packages/candor/bin/candor.js', import.meta.url));
const bundle = fileURLToPath(new URL('../../test/bundles/2025-12-12T2242', import.meta.url));
const tally = createTally((line) => process.stdout.write(`${line}\n`), process.env.CI === 'true');
const scratch = mkdtempSync(join(tmpdir(), 'candor-prompts-'));
const folder = join(scratch, 'candor.d');
const { enter, ctrlC, ctrlD } = keys;

/** @typedef {{ check: string, subject: string, state: string, fingerprint: string, questions: string[], evidence: { excerpt?: string }[] }} Row */

/** @param {readonly string[]} args */
const candor = (...args) => spawnSync('node', [program, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });

/** @param {readonly string[]} args @param {readonly (readonly [string, string])[]} steps */
const asked = (args, steps) => onTerminal(['node', program, ...args], steps);

// Each record is a file with its number and kind; the bare number beside it is a writer's claim to it.
const records = () => readdirSync(join(folder, 'records')).filter((name) => /^\d{6}-/.test(name)).length;

/** @param {Awaited<ReturnType<typeof asked>>} seen @param {number} code @param {readonly string[]} texts */
function expectEnd(seen, code, texts) {
  const wrong = [
    ...(seen.code === code ? [] : [`exit ${seen.code}, wanted ${code}`]),
    ...seen.left.map((text) => `never asked: ${text}`),
    ...texts.filter((text) => !seen.screen.includes(text)).map((text) => `the screen lacks: ${text}`),
    ...(seen.screen.includes('bug in candor') ? ['it calls itself a bug'] : []),
  ];
  if (wrong.length > 0) throw new Error(`${wrong.join('; ')}\n${seen.screen.slice(-1500)}`);
}

/** Fails when the case folder has not grown by `wanted` records meanwhile. @param {number} wanted @param {() => Promise<void>} body */
async function writing(wanted, body) {
  const before = records();
  await body();
  if (records() - before !== wanted) throw new Error(`${records() - before} records were written, wanted ${wanted}`);
}

/** What the dismissals of this suite are about. */
function rows() {
  /** @type {{ results: Row[] }} */
  const report = JSON.parse(candor('check', '--from', bundle, '--case', folder, '--json').stdout);
  const failed = report.results.filter((row) => row.state === 'fail');
  const attack = failed.find((row) => row.check === 'RTC-10');
  const shown = failed.find((row) => !/^(?:RTC|PER)-/.test(row.check) && (row.evidence[0]?.excerpt ?? '').length > 3);
  const passing = report.results.find((row) => row.state === 'pass' && row.check !== shown?.check);
  if (!attack || !shown || !passing) throw new Error('the bundle lacks a finding that this suite needs');
  return {
    attack: attack.fingerprint,
    shown: shown.fingerprint,
    retest: `check:${passing.check}@${passing.subject}=pass`,
  };
}

/** @param {ReturnType<typeof rows>} about @returns {readonly (readonly [string, () => Promise<void>])[]} */
function cases(about) {
  const dismiss = (/** @type {string} */ finding) => ['dismiss', finding, '--case', folder];
  /** @type {readonly (readonly [string, string])[]} */
  const good = [
    ['by number: ', `5${enter}`],
    ['in a sentence: ', `The proxy in front does the same${enter}`],
    ['EXCERPT: ', `1${enter}`],
    ['cannot explain that: ', `an attacker would not have written this line${enter}`],
    ['asks next time', `${about.retest}${enter}`],
    ['Your name [ana]: ', enter],
    ['Until when', enter],
  ];
  return [
    [
      'a dismissal that the rules refuse says which, and what would change that',
      () =>
        writing(0, async () => {
          const seen = await asked(dismiss(about.attack), [
            ['by number: ', `9${enter}`],
            ['a number from 1 to 6', `6${enter}`],
            ['in a sentence: ', `false positives of the monitor${enter}`],
            ['EXCERPT: ', `everybody says so${enter}`],
            ['EXCERPT as a report shows it', `1${enter}`],
            ['cannot explain that: ', enter],
            ['asks next time', `curl http://example.org${enter}`],
            ['indicator-absent:VALUE', enter],
            ['by name: ', `the monitor${enter}`],
            ['FILE:LINE: ', enter],
            ['never run): ', enter],
            ['output of that run: ', enter],
            ['Your name', enter],
            ['Until when', enter],
          ]);
          expectEnd(seen, 65, ['refused', 'RETEST', 'FP_NEEDS_PRODUCER', 'would change that']);
        }),
    ],
    [
      'a dismissal with evidence and a retest is recorded',
      () => writing(1, async () => expectEnd(await asked(dismiss(about.shown), good), 0, ['recorded'])),
    ],
    [
      'a paste of all answers is taken line by line',
      () =>
        writing(1, async () => {
          const paste = good.map(([, typed]) => typed).join('');
          expectEnd(await asked(dismiss(about.shown), [['by number: ', paste]]), 0, ['recorded', 'Your name [ana]: ']);
        }),
    ],
    ...good.map(
      (_step, index) =>
        /** @type {const} */ ([
          `Ctrl-C at question ${index + 1} of a dismissal writes nothing`,
          () =>
            writing(0, async () => {
              const steps = good.map((step, at) => /** @type {const} */ ([step[0], at === index ? ctrlC : step[1]]));
              expectEnd(await asked(dismiss(about.shown), steps.slice(0, index + 1)), 130, ['nothing was written']);
            }),
        ]),
    ),
    [
      'the end of input writes nothing',
      () =>
        writing(0, async () => {
          const steps = [...good.slice(0, 3), /** @type {const} */ (['cannot explain that: ', ctrlD])];
          expectEnd(await asked(dismiss(about.shown), steps), 64, ['the input ended', 'nothing was written']);
        }),
    ],
    [
      'three empty answers to a question that needs one end it',
      () =>
        writing(0, async () => {
          const empty = /** @type {const} */ (['in a sentence: ', enter]);
          const seen = await asked(dismiss(about.shown), [['by number: ', `5${enter}`], empty, empty, empty]);
          expectEnd(seen, 64, ['an answer is needed', '--hypothesis is missing']);
        }),
    ],
    [
      'an acceptance is recorded',
      () =>
        writing(1, async () => {
          const seen = await asked(
            ['accept', about.shown, '--case', folder],
            [
              ['cannot be changed: ', `the vendor image needs it${enter}`],
              ['Your name', `\u007fbea${enter}`],
              ['Until when', enter],
            ],
          );
          expectEnd(seen, 0, ['recorded']);
        }),
    ],
    [
      'an amendment without a data path is kept as a claim',
      () =>
        writing(1, async () => {
          const seen = await asked(
            ['amend', '1', '--case', folder],
            [
              ['Your name', enter],
              ['What is now known', `All of this was a false positive${enter}`],
              ['Root cause', enter],
              ['What was done', enter],
              ['Outcome', enter],
              ['shows the outcome', enter],
              ['rule, check or test', enter],
            ],
          );
          expectEnd(seen, 0, ['recorded', 'unsupported claim', 'FP_NEEDS_PRODUCER']);
        }),
    ],
    [
      'an amendment that names the advisory is accepted',
      () =>
        writing(1, async () => {
          const seen = await asked(
            ['amend', '1', '--case', folder],
            [
              ['Your name', enter],
              ['What is now known', `They came in through the server actions${enter}`],
              ['Root cause', `CVE-2025-55182${enter}`],
              ['What was done (empty', `container exported, sha256 noted${enter}`],
              ['next (empty', `recreated from a new image${enter}`],
              ['next (empty', enter],
              ['Outcome', `the upgrade is planned${enter}`],
              ['shows the outcome', enter],
              ['rule, check or test (empty', `NXT-01 runs daily${enter}`],
              ['next (empty', enter],
            ],
          );
          expectEnd(seen, 0, ['recorded']);
          if (seen.screen.includes('unsupported claim')) throw new Error(seen.screen.slice(-800));
        }),
    ],
    [
      'Ctrl-C at an amendment writes nothing',
      () =>
        writing(0, async () => {
          const seen = await asked(
            ['amend', '1', '--case', folder],
            [
              ['Your name', enter],
              ['What is now known', ctrlC],
            ],
          );
          expectEnd(seen, 130, ['nothing was written']);
        }),
    ],
    ...[/** @type {const} */ (['no', `n${enter}`, 0]), /** @type {const} */ (['Ctrl-C', ctrlC, 130])].map(
      ([what, typed, code]) =>
        /** @type {const} */ ([
          `init: ${what} writes no file`,
          async () => {
            const file = join(scratch, 'candor.yaml');
            expectEnd(await asked(['init', '-o', file], [['[y/N]', typed]]), code, ['nothing was written']);
            if (existsSync(file)) throw new Error(`${file} was written`);
          },
        ]),
    ),
  ];
}

try {
  if (spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux')) {
    for (const [name, body] of cases(rows())) await tally.run(name, body);
  } else
    await tally.run('prompts', () => {
      throw new Skipped('script(1) of util-linux is not there (apt-get install bsdutils)');
    });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.stdout.write(`${tally.line()}\n`);
process.exitCode = tally.count.failed > 0 ? 1 : 0;
