// What the rule engine costs: events a second with routed rules, windows with a million keys, templates, hostile lines.
//   npm run --silent build && node --expose-gc bench/rules/run.mjs [--json]
import { performance } from 'node:perf_hooks';
import { generatedRules } from './generated-rules.mjs';
import { hostileLines, userPatterns } from './hostile.mjs';
import { accessLines, processEvents } from './traffic.mjs';

const dist = new URL('../../packages/candor/dist/', import.meta.url);
const load = (path) => import(new URL(path, dist));
const { readOwnRules } = await load('sigma/own-rules.js');
const { readRules } = await load('sigma/read/read-rules.js');
const { assembleRules } = await load('sigma/rule-set.js');
const { RuleEngine } = await load('sigma/rule-engine.js');
const { linearPatterns, lintedPatterns } = await load('sigma/match/pattern-engine.js');
const { TemplateMiner } = await load('sigma/templates/template-miner.js');
const { accessEvent } = await load('watch/events/access-event.js');

const figures = [];
const figure = (what, value, goal) => figures.push({ what, value, goal });
const rate = (count, ms) => `${Math.round(count / ms).toLocaleString('en')}k/s`;

function timed(work) {
  globalThis.gc?.();
  const started = performance.now();
  const result = work();
  return { ms: performance.now() - started, result };
}

/** The best of three runs: the machine has other work. */
function best(work) {
  return Math.min(...[0, 1, 2].map(() => timed(work).ms));
}

const own = readOwnRules().rules;
const generated = readRules('generated.yml', generatedRules(), { checkPattern: linearPatterns.check });
if (generated.problems.length > 0) throw new Error(JSON.stringify(generated.problems[0]));
const set = assembleRules([
  { origin: 'own', rules: own },
  { origin: 'user', rules: generated.rules },
]);
if (set.problems.length > 0) throw new Error(JSON.stringify(set.problems[0]));

function engineRun(name, events, goal) {
  new RuleEngine(set).take(events[0]); // routes and automata are made once, at the first event
  const ms = best(() => {
    const engine = new RuleEngine(set);
    for (const event of events) engine.take(event);
  });
  const engine = new RuleEngine(set);
  let told = 0;
  for (const event of events) told += engine.take(event).length;
  const rules = engine.table.sizeOf(events[0].logsource);
  figure(
    `${name}: ${events.length.toLocaleString('en')} events, ${rules} rules routed, ${told} told`,
    rate(events.length, ms),
    goal,
  );
}

const lines = accessLines(200_000);
const place = (seq) => ({ sensor: 'bench', name: 'bench', seq, receivedAt: new Date('2027-01-01') });
const web = lines.map((line, seq) => accessEvent(line, place(seq)));
const processes = processEvents(200_000);
engineRun('Sigma, web server', web, '30k/s');
engineRun('Sigma, program starts', processes, '30k/s');
const mixed = web.flatMap((event, at) => [event, processes[at]]);
engineRun('Sigma, both', mixed, '30k/s');
{
  const ms = best(() => {
    const engine = new RuleEngine(set);
    for (let seq = 0; seq < lines.length; seq += 1) engine.take(accessEvent(lines[seq], place(seq)));
  });
  figure('nginx line read, made an event, all rules', rate(lines.length, ms), '150k/s with the store');
}
{
  const compile = timed(() => {
    const engine = new RuleEngine(set);
    engine.take(web[0]);
    engine.take(processes[0]);
  }).ms;
  figure(
    `${set.detections.length + set.correlations.length} rules compiled and routed`,
    `${compile.toFixed(0)} ms`,
    '',
  );
}
{
  const text = `title: F\nname: f\nlogsource: {product: t}\ndetection: {s: {k: a}, condition: s}\n---\ntitle: C\ncorrelation: {type: event_count, rules: [f], group-by: [ip], timespan: 1h, condition: {gte: 10}}\n`;
  const windows = assembleRules([
    { origin: 'user', rules: readRules('w.yml', text, { checkPattern: () => null }).rules },
  ]);
  const engine = new RuleEngine(windows);
  const source = { sensor: 'b', name: 'b', cursor: '0' };
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const { ms } = timed(() => {
    for (let n = 0; n < 1_200_000; n += 1)
      engine.take({
        time: new Date(1_700_000_000_000 + n),
        logsource: { product: 't', category: null, service: null },
        fields: { k: 'a', ip: `${n & 255}.${(n >> 8) & 255}.${(n >> 16) & 255}.7` },
        raw: '',
        source,
      });
  });
  globalThis.gc?.();
  const { keys, evicted } = Object.values(engine.counters.correlations)[0];
  const mb = (process.memoryUsage().heapUsed - before) / 1e6;
  figure(
    `windows: 1,200,000 keys poured in, ${keys.toLocaleString('en')} kept, ${evicted.toLocaleString('en')} evicted`,
    `${rate(1_200_000, ms)}, ${mb.toFixed(0)} MB`,
    'bounded',
  );
}
{
  const appLines = lines.map(
    (line, n) =>
      `[info] request ${n} of ${line.slice(0, 12)} took ${n % 97}ms for page ${['home', 'posts', 'about', 'shop'][n % 4]}`,
  );
  const miner = new TemplateMiner();
  const ms = best(() => {
    for (const line of appLines) miner.take('app', line, new Date(1_700_000_000_000));
  });
  figure(`templates, lines of an app (${miner.templatesOf('app').length} forms)`, rate(appLines.length, ms), '100k/s');
  const access = new TemplateMiner();
  const accessMs = best(() => {
    for (const line of lines) access.take('nginx', line, new Date(1_700_000_000_000));
  });
  figure(
    `templates, nginx lines (${access.templatesOf('nginx').length} forms)`,
    rate(lines.length, accessMs),
    '100k/s',
  );
}

/** Best of three: a pause of the machine is none of the pattern's. */
function once(work) {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 && least > 5; run += 1) {
    const started = performance.now();
    work();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

/** Slowest first test of a pattern that was just compiled: its automaton is made while it reads. */
function coldest(source) {
  const first = (line) =>
    Math.min(
      ...[0, 1, 2].map(() => {
        const compiled = linearPatterns.compile(source, '');
        const started = performance.now();
        compiled(line);
        return performance.now() - started;
      }),
    );
  return Math.max(...hostileLines(source).map(first));
}

/** Slowest test of a pattern over all hostile lines. */
function worst(compiled, source) {
  return Math.max(...hostileLines(source).map((line) => once(() => compiled(line))));
}
{
  const sources = [...new Set(own.flatMap((rule) => (rule.kind === 'detection' ? patternsOf(rule.expression) : [])))];
  const slowest = Math.max(0, ...sources.map((source) => worst(lintedPatterns.compile(source, ''), source)));
  figure(
    `our ${sources.length} patterns (V8, linted), slowest on a hostile line of 100 KB`,
    `${slowest.toFixed(1)} ms`,
    '50 ms',
  );
}
{
  let slowest = { ms: 0, source: '' };
  let refused = 0;
  let cold = 0;
  for (const source of userPatterns) {
    if (linearPatterns.check(source, '') !== null) {
      refused += 1;
      continue;
    }
    const ms = worst(linearPatterns.compile(source, ''), source);
    cold = Math.max(cold, coldest(source));
    if (process.argv.includes('--patterns')) console.log(ms.toFixed(1), source);
    if (ms > slowest.ms) slowest = { ms, source };
  }
  figure(
    `${userPatterns.length} patterns of users (re2js), ${refused} refused at load, slowest ${slowest.source.slice(0, 30)}`,
    `${slowest.ms.toFixed(1)} ms; ${cold.toFixed(1)} ms the first time`,
    '50 ms',
  );
}
{
  let slowest = 0;
  const sources = [
    { product: 'nginx', category: 'webserver', service: 'access' },
    { product: 'linux', category: 'process_creation', service: 'audit' },
    { product: 'nodejs', category: 'application', service: 'app' },
  ];
  const engine = new RuleEngine(set);
  const all = hostileLines('$(wget http://x|sh)../eval at <anonymous>');
  for (const logsource of sources)
    for (const raw of all) {
      const fields = {
        message: raw,
        'url.original': raw,
        'url.query': raw,
        'url.path': raw,
        'user_agent.original': raw,
        'process.command_line': raw,
        'process.executable': raw,
        'http.request.method': 'GET',
        'http.response.status_code': 200,
      };
      const event = {
        time: new Date(1_700_000_000_000),
        logsource,
        fields,
        raw,
        source: { sensor: 'b', name: 'b', cursor: '0' },
      };
      engine.take(event);
      slowest = Math.max(
        slowest,
        once(() => engine.take(event)),
      );
    }
  figure('all rules over an event with 100 KB of hostile text in every field', `${slowest.toFixed(1)} ms`, '');
}

function patternsOf(expression) {
  if (expression.op === 'match') return expression.test.kind === 'pattern' ? [expression.test.source] : [];
  return expression.op === 'not' ? patternsOf(expression.of) : expression.of.flatMap(patternsOf);
}

if (process.argv.includes('--json')) console.log(JSON.stringify(figures, null, 2));
else {
  console.log('| what | measured | goal |\n|---|---|---|');
  for (const { what, value, goal } of figures) console.log(`| ${what} | ${value} | ${goal} |`);
}
