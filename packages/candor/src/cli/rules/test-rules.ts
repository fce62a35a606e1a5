import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CandorError, exitCodes } from '../../core/errors.js';
import type { RuleDetection } from '../../sigma/detection.js';
import { loadRules } from '../../sigma/load-rules.js';
import { linearPatterns } from '../../sigma/match/pattern-engine.js';
import { readOwnSamples } from '../../sigma/own-rules.js';
import { readRules } from '../../sigma/read/read-rules.js';
import type { RuleProblem } from '../../sigma/rule.js';
import { RuleEngine } from '../../sigma/rule-engine.js';
import { assembleRules, type RuleSet } from '../../sigma/rule-set.js';
import { judgeSample, type SampleVerdict } from '../../sigma/samples/judge-sample.js';
import { readSamples } from '../../sigma/samples/read-samples.js';
import type { Sample } from '../../sigma/samples/sample.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';
import { readEvents } from './read-events.js';
import { ruleFolders } from './rule-folders.js';
import { problemLines } from './rule-lines.js';
import { sampleReader } from './sample-reader.js';

interface TestOptions {
  readonly events?: string;
  readonly as?: string;
  readonly rules?: string;
  readonly json?: boolean;
}

/** Runs rules over samples or events. Exit code: 0, 1 when a sample fails, 65 when a rule is not valid. */
export async function testRules(file: string | undefined, options: TestOptions, terminal: Terminal): Promise<number> {
  const { set, problems } = file === undefined ? loadRules(ruleFolders(options.rules)) : ruleFile(file);
  if (problems.length > 0) terminal.stderr(`not used:\n${problemLines(problems)}`);
  const invalid = problems.length > 0 ? exitCodes.data : 0;
  if (options.events !== undefined) return (await runEvents(set, options.events, options, terminal)) || invalid;
  return runSamples(set, samplesFor(file), options, terminal) || invalid;
}

function ruleFile(file: string): { set: RuleSet; problems: readonly RuleProblem[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CandorError('USAGE', `${plainLine(file)} cannot be read: ${plainLine(why)}`);
  }
  const reading = readRules(file, text, { checkPattern: linearPatterns.check });
  const set = assembleRules([{ origin: 'user', rules: reading.rules }]);
  return { set, problems: [...reading.problems, ...set.problems] };
}

/** Samples beside a file (`samples/<name>`), or all of ours. */
function samplesFor(file: string | undefined): readonly Sample[] {
  if (file === undefined) return readOwnSamples().samples;
  const path = join(dirname(file), 'samples', basename(file));
  if (!existsSync(path)) return [];
  const reading = readSamples(basename(file), readFileSync(path, 'utf8'));
  if (reading.ok) return reading.value;
  throw new CandorError('INPUT_INVALID', `line ${reading.line ?? '?'}: ${plainLine(reading.reason)}`);
}

function runSamples(set: RuleSet, samples: readonly Sample[], options: TestOptions, terminal: Terminal): number {
  const all = [...set.detections, ...set.correlations].map(({ rule }) => rule);
  const verdicts = samples.map((sample) => {
    const own = all.filter((rule) => basename(rule.file) === sample.file).map((rule) => rule.name ?? rule.key);
    return judgeSample(sample, set, new Set(own), sampleReader());
  });
  const failed = verdicts.filter(({ ok }) => !ok);
  if (options.json) terminal.stdout(`${JSON.stringify(verdicts.map(verdictFacts), null, 2)}\n`);
  else {
    for (const { sample, reason } of failed)
      terminal.stdout(
        `FAILED  ${sample.file}:${sample.line}  ${plainLine(sample.title)}\n        ${plainLine(reason ?? '')}\n`,
      );
    const none = samples.length === 0 ? ' (a file samples/<name of the rule file> beside it would hold them)' : '';
    terminal.stdout(`${all.length} rules, ${samples.length} samples, ${failed.length} failed${none}\n`);
  }
  return failed.length > 0 ? 1 : 0;
}

function verdictFacts({ sample, ok, reason, told }: SampleVerdict) {
  return { file: sample.file, line: sample.line, title: sample.title, silent: sample.silent, ok, reason, told };
}

async function runEvents(set: RuleSet, file: string, options: TestOptions, terminal: Terminal): Promise<number> {
  const engine = new RuleEngine(set);
  let events = 0;
  let told = 0;
  const tell = (detection: RuleDetection) => {
    told += 1;
    terminal.stdout(options.json ? `${JSON.stringify(detectionFacts(detection))}\n` : detectionLine(detection));
  };
  for await (const event of readEvents(file, options.as, terminal)) {
    events += 1;
    for (const detection of engine.take(event)) tell(detection);
  }
  for (const detection of engine.end()) tell(detection);
  if (!options.json) terminal.stdout(`${events} events, ${told} detections\n`);
  return 0;
}

function detectionFacts({ event, time, first, ...rest }: RuleDetection) {
  return { time: time.toISOString(), first: first.toISOString(), ...rest, raw: event?.raw.slice(0, 2_000) ?? null };
}

function detectionLine({ rule, time, count, group, event, ended }: RuleDetection): string {
  const about = Object.entries(group).map(([key, value]) => `${key}=${value}`);
  const counted = rule.kind === 'correlation' ? ` ×${count}${ended ? ' in all' : ''}` : '';
  const line = `${time.toISOString()} ${rule.level.padEnd(13)} ${rule.title}${counted} ${about.join(' ')}`;
  const raw = event === null || ended ? '' : `\n    ${plainLine(event.raw.slice(0, 300))}`;
  return `${plainLine(line)}${raw}\n`;
}
