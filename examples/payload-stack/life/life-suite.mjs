// Twelve hours of ordinary life on the reference stack, and then the attack: no false alarm before it, and each of its
// stages named after it, in order and with the way in.
import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { check, failures, nameOf } from '../../../lab/lib/candor.mjs';
import { openReference } from '../../../lab/lib/reference.mjs';
import { buildApp } from '../../../lab/lib/reference-images.mjs';
import { attack, stages } from './attack.mjs';
import { fastClock, storyTime } from './clock.mjs';
import { chores, deploy, liveHour } from './day.mjs';
import { buildLabApp, labAppFolder, labRoute } from './lab-app.mjs';
import { openPeople } from './people.mjs';
import { stretch } from './stretch.mjs';

const HOURS = 12;
const REAL_MS = 24_000;

/** @typedef {import('./day.mjs').Life} Life */
/** @typedef {import('../../../lab/lib/candor.mjs').Report & { incidents: any[] }} Report */

/** The reference stack with the lab's build of the app, and people who visit it. @returns {Promise<Life & { close: () => Promise<void> }>} */
export async function openLife() {
  await buildLabApp();
  const lab = await openReference();
  try {
    await buildApp(lab.docker, 'station-payload:latest', labAppFolder);
    const source = `${lab.server.root}${lab.project.folder}/app/src/app${labRoute}`;
    await cp(`${labAppFolder}/src/app${labRoute}`, source, { recursive: true });
    await lab.project.edit((project) => {
      Object.assign(project.services.payload?.environment ?? {}, {
        CANDOR_LAB_ROUTE: 'open',
        CANDOR_SENSOR_HEARTBEAT: '1',
      });
    });
    const people = await openPeople(lab);
    const life = { lab, people, answers: new Map() };
    await deploy(life, '1');
    return {
      ...life,
      close: async () => {
        people.close();
        await lab.close();
      },
    };
  } catch (error) {
    await lab.close();
    throw error;
  }
}

/** `candor check` on the server. @param {Life} life @param {readonly string[]} [args] */
export async function judged({ lab }, args = []) {
  const { report, durationMs } = await check(lab.server, ['--config', 'candor.yaml', '--since', '12h', ...args]);
  return { report: /** @type {Report} */ (report), durationMs };
}

const isAlarm = (/** @type {import('../../../lab/lib/candor.mjs').Result} */ { severity }) =>
  ['medium', 'high', 'critical'].includes(severity);

/** What fails before anything happened: what the lab's engine cannot give, and the route that evaluates. @param {Life} life */
export async function baseline(life) {
  return new Set(failures((await judged(life)).report).map(nameOf));
}

/** What life may not add: findings above low, and incidents. @param {Report} report @param {ReadonlySet<string>} before */
export function falseAlarms(report, before) {
  const found = failures(report).filter((result) => isAlarm(result) && !before.has(nameOf(result)));
  return [
    ...found.map((result) => `${nameOf(result)} (${result.severity}): ${result.what ?? result.detail}`),
    ...report.incidents.map((incident) => `incident: ${incident.title}`),
  ];
}

/** Lines of the sensor above informational in the app's log. @param {Life} life */
export async function sensorAlarms({ lab }) {
  const log = await lab.server.must([
    'sh',
    '-c',
    'docker logs station-payload-1 2>&1 || cat /var/lib/docker/containers/*/*-json.log',
  ]);
  const lines = log.split('\n').filter((line) => line.startsWith('candor-sensor '));
  if (lines.length === 0) throw new Error('the log holds no line of the sensor');
  return lines.filter((line) => /"severity":"(?:low|medium|high|critical)"/.test(line));
}

/** @param {Life} life @param {ReadonlySet<string>} before */
async function liveTwelveHours(life, before) {
  const clock = fastClock({ hours: HOURS, realMs: REAL_MS });
  for (let hour = 0; hour < HOURS; hour += 1) {
    await clock.until(hour);
    await liveHour(life, hour);
    await chores[hour]?.(life);
  }
  await clock.until(HOURS);
  assert.deepEqual(await sensorAlarms(life), []);
  assert.deepEqual(falseAlarms((await judged(life)).report, before), [], 'at the pace of the run');
  await stretch(life.lab, storyTime(clock, Date.now()), clock.rate);
  const { report, durationMs } = await judged(life);
  assert.deepEqual(falseAlarms(report, before), [], 'on the clock of the story');
  const total = [...life.answers.values()].reduce((sum, each) => sum + each, 0);
  assert.ok(total > 200, `only ${total} requests`);
  const broken = [...life.answers].filter(([kind]) => / 5\d\d$/.test(kind));
  assert.deepEqual(broken, [], 'requests that the site failed to answer');
  return `${total} requests; check ${(durationMs / 1000).toFixed(1)} s; no alarm (${[...life.answers].map((each) => each.join(': ')).join(', ')})`;
}

/** Each stage in the incident's list, in order. @param {Report} report */
function assertStages(report) {
  const incident = report.incidents.find((one) => one.subjects.includes('container:station-payload-1'));
  assert.ok(incident, `no incident: ${report.verdict.summary}`);
  const text = JSON.stringify(report);
  for (const { name, named } of stages) assert.match(text.replaceAll('\\"', '"'), named, `${name} is not named`);
  const times = stages.map(({ technique, name }) => {
    const stage = incident.stages.find((/** @type {any} */ one) => one.technique === technique);
    assert.ok(
      stage,
      `${name}: no stage ${technique} among ${incident.stages.map((/** @type {any} */ one) => one.technique)}`,
    );
    return Date.parse(stage.at);
  });
  assert.deepEqual(
    [...times].sort((a, b) => a - b),
    times,
    'the stages are in order',
  );
  assert.equal(incident.rootCause.confidence, 'confirmed');
  assert.match(incident.rootCause.because.join('\n'), new RegExp(`POST ${labRoute}: the app's own code`));
  return incident;
}

/** Attacks, checks, and throws unless each stage is named. @param {Life} life */
export async function attackIsNamed(life) {
  const answers = await attack(life.people, labRoute);
  assert.match(
    answers.reconnaissance ?? '',
    /^200 .*uid=1000/,
    `the stand-in of the hole works: ${JSON.stringify(answers)}`,
  );
  const { report, durationMs } = await judged(life);
  assert.equal(report.verdict.status, 'COMPROMISED');
  const incident = assertStages(report);
  const loop = report.results.find(
    (result) => result.check === 'RTC-03' && /sh \/dev\/shm\/\.x/.test(result.what ?? ''),
  );
  assert.equal(loop?.state, 'fail', 'the busy loop is a child of Node that evaluated code asked for');
  return `${incident.stages.length} stages, check ${(durationMs / 1000).toFixed(1)} s`;
}

/** Names of the cases. */
export const lifeCases = ['life-twelve-hours', 'life-attack'];

/** Runs both on one server. @param {import('../../../lab/lib/tally.mjs').Tally} tally @param {(name: string) => boolean} wants */
export async function runLife(tally, wants) {
  if (!lifeCases.some(wants)) return;
  /** @type {Awaited<ReturnType<typeof openLife>> | null} */ let life = null;
  try {
    await tally.run('life-lab', async () => {
      life = await openLife();
    });
    if (life === null) return;
    const opened = /** @type {Awaited<ReturnType<typeof openLife>>} */ (life);
    const before = await baseline(opened);
    if (wants('life-twelve-hours')) await tally.run('life-twelve-hours', () => liveTwelveHours(opened, before));
    if (wants('life-attack')) await tally.run('life-attack', () => attackIsNamed(opened));
  } finally {
    await /** @type {any} */ (life)?.close();
  }
}
