// The app under the sensor, `next start` and standalone, `observe` and `block`: answers as it does without, and nothing
// above informational from the first start to the end.
import assert from 'node:assert/strict';
import { startApp } from '../scripts/native/app.mjs';
import { makePlaces } from '../scripts/native/places.mjs';
import { alarms, countByKind, readEvents } from '../scripts/native/sensor-events.mjs';
import { tryEverything } from './requests.mjs';

const port = 3480;

/** One life of the app, on an empty database. @param {import('../scripts/native/app.mjs').AppOptions} options */
async function live(options) {
  const places = makePlaces();
  try {
    const app = await startApp(places, options);
    const account = { email: 'editor@station.example', password: 'a long password', setupCode: places.setupCode };
    const base = `http://127.0.0.1:${app.port}`;
    /** @type {Awaited<ReturnType<typeof tryEverything>> | null} */ let seen = null;
    try {
      seen = await tryEverything(base, account);
    } finally {
      await app.stop();
    }
    return { seen, events: readEvents(`${places.folder}/logs/sensor.ndjson`) };
  } finally {
    places.remove();
  }
}

/** @typedef {'standalone' | 'next start'} Server */
/** @type {Map<Server, ReturnType<typeof live>>} */ const without = new Map();

/** What the app does when there is no sensor, once a server. @param {Server} server */
function withoutSensor(server) {
  const known = without.get(server) ?? live({ port, server, mode: 'none' });
  without.set(server, known);
  return known;
}

/** What the app must do at all, so that two apps that are broken alike do not pass. */
const expected = {
  health: '200 ok',
  'first account without the code': '403 errors You are not allowed to perform this action.',
  'first account': '200 exp,message,token,user Successfully registered first user.',
  'first account again': '403 errors You are not allowed to perform this action.',
  me: 'editor@station.example admin false',
  cover: '201 doc,message Media successfully created. cover.png',
  sound: '201 doc,message Media successfully created. sound.mp3 2.997187',
  'a script as upload': '400 errors The following field is invalid: file',
  'upload of a stranger': '403 errors You are not allowed to perform this action.',
  'users for all': '403 errors You are not allowed to perform this action.',
  'update of a stranger': '403 errors You are not allowed to perform this action.',
  graphql: '404 message Route not found "/api/graphql"',
  page: '200 text/html Station',
  'page of a draft': '404 text/html Station',
  'admin list': '200 text/html Episodes - Payload',
};

/** The sensor must have been there and at work: a start, the launch of ffprobe with its result, an orderly end.
 * @param {ReturnType<typeof readEvents>} events */
function assertAtWork(events) {
  assert.ok(
    events.some((event) => event.kind === 'state' && event.change === 'loaded'),
    'no state "loaded"',
  );
  const spawns = events.filter((event) => event.kind === 'spawn');
  assert.deepEqual(
    spawns.map((event) => [event.provenance, event.file.split('/').at(-1), event.request?.path]),
    [['app', 'ffprobe', '/api/media']],
  );
  assert.ok(
    events.some((event) => event.kind === 'spawn-result' && event.exitCode === 0),
    'ffprobe has no result',
  );
  assert.ok(
    events.some((event) => event.kind === 'state' && event.change === 'exit'),
    'no state "exit"',
  );
}

/** @param {Server} server @param {'observe' | 'block'} mode */
async function compare(server, mode) {
  const bare = await withoutSensor(server);
  const { seen, events } = await live({ port, server, mode });
  assert.deepEqual(seen, bare.seen);
  assert.deepEqual({ ...seen, ...expected }, seen);
  assert.deepEqual(alarms(events), []);
  assertAtWork(events);
  return `${Object.keys(seen ?? {}).length} requests alike; ${countByKind(events)}`;
}

/** @type {Record<string, () => Promise<string | void>>} */
export const sensorCases = {
  'sensor-standalone-observe': () => compare('standalone', 'observe'),
  'sensor-standalone-block': () => compare('standalone', 'block'),
  'sensor-next-start-observe': () => compare('next start', 'observe'),
  'sensor-next-start-block': () => compare('next start', 'block'),
};
