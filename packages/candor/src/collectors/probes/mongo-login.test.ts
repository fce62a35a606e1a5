import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { testEnv } from '../test-env.js';
import type { MongoAsk, MongoCredentials, OpenMongo } from './mongo-driver.js';
import { lookInside } from './mongo-login.js';
import { newestBackup } from './newest-backup.js';

const server = { host: '172.18.0.2', port: 27_017, names: ['mongo', 'site-mongo-1'] };
const uri = 'mongodb://candor:p4ss%3Aword-0123@mongo:27017/admin?authSource=admin';
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'candor-mongo-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function envOf(database: Partial<Policy['database']>) {
  return testEnv(root, { policy: { ...defaultPolicy, database: { ...defaultPolicy.database, ...database } } });
}

function withUri(text: string, mode = 0o600) {
  writeFileSync(join(root, 'uri'), text);
  chmodSync(join(root, 'uri'), mode);
  return envOf({ uriFile: '/uri' });
}

const refusal = (code: number) => Object.assign(new Error('refused'), { code });

/** A driver that answers from a table; what is not in it is refused with code 13. */
function driver(answers: Readonly<Record<string, unknown>>): OpenMongo & { seen: MongoCredentials[]; closed: number } {
  const seen: MongoCredentials[] = [];
  const ask: MongoAsk = async (database, command) => {
    const name = `${database}.${Object.keys(command)[0] ?? ''}`;
    if (!(name in answers)) throw refusal(13);
    return answers[name];
  };
  const open: OpenMongo = async (_host, _port, credentials) => {
    seen.push(credentials);
    return {
      ask,
      close: async () => {
        made.closed += 1;
      },
    };
  };
  const made = Object.assign(open, { seen, closed: 0 });
  return made;
}

const whole = {
  'admin.listDatabases': { databases: [{ name: 'admin' }, { name: 'site' }], ok: 1 },
  'admin.getParameter': { featureCompatibilityVersion: { version: '8.0' }, ok: 1 },
  'admin.usersInfo': { users: [{ user: 'site', db: 'site', roles: [{ role: 'readWrite', db: 'site' }] }], ok: 1 },
  'site.find': { cursor: { firstBatch: [{ _id: 'sum' }] }, ok: 1 },
};

describe('a look into a database with the declared login', () => {
  it('tells users, format, stored functions and databases, and closes the connection', async () => {
    const env = withUri(`${uri}\n`);
    const open = driver(whole);
    expect(await lookInside(env, server, open)).toEqual({
      login: { state: 'ok', detail: '' },
      databases: ['admin', 'site'],
      users: [{ user: 'site@site', print: env.redact.secret('site'), roles: ['readWrite@site'] }],
      storedScripts: ['site.system.js: sum'],
      featureCompatibilityVersion: '8.0',
    });
    expect(open.seen).toEqual([{ user: 'candor', password: 'p4ss:word-0123', authSource: 'admin', tls: false }]);
    expect(open.closed).toBe(1);
  });

  it('leaves open what the user may not ask', async () => {
    const look = await lookInside(
      withUri(uri),
      server,
      driver({ 'admin.listDatabases': whole['admin.listDatabases'] }),
    );
    expect(look).toMatchObject({ login: { state: 'ok' }, users: null, storedScripts: null });
    expect(look.featureCompatibilityVersion).toBeNull();
  });

  it('takes the password out of everything that is collected from then on', async () => {
    const env = withUri(uri);
    await lookInside(env, server, driver(whole));
    expect(env.redact.sweep(Buffer.from('a log with p4ss:word-0123 in it')).toString()).not.toContain('p4ss:word');
  });

  it.each([
    ['a file that others can read', uri, 0o644, 'unfit', 'mode 644'],
    ['a login for another server', uri.replace('@mongo', '@elsewhere'), 0o600, 'unfit', 'another server'],
    ['no connection string', 'hunter2', 0o600, 'unfit', 'holds no mongodb://'],
    ['a list of servers by DNS', uri.replace('mongodb:', 'mongodb+srv:'), 0o600, 'unfit', 'holds no mongodb://'],
  ])('tries no login with %s', async (_, text, mode, state, detail) => {
    const open = driver(whole);
    const { login } = await lookInside(withUri(text, mode), server, open);
    expect(login).toEqual({ state, detail: expect.stringContaining(detail) });
    expect(login.detail).not.toMatch(/p4ss|hunter2/);
    expect(open.seen).toEqual([]);
  });

  it.each([
    ['refused', refusal(18), 'refused the login'],
    ['no-answer', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ])('says %s when it was so', async (state, error, detail) => {
    const { login } = await lookInside(withUri(uri), server, () => Promise.reject(error));
    expect(login).toEqual({ state, detail: expect.stringContaining(detail) });
  });

  it('says that the driver, the file or the declaration is missing', async () => {
    expect((await lookInside(withUri(uri), server, async () => null)).login.state).toBe('no-driver');
    expect((await lookInside(envOf({ uriFile: '/none' }), server, driver(whole))).login.state).toBe('no-file');
    expect((await lookInside(envOf({}), server, driver(whole))).login.state).toBe('not-declared');
  });
});

describe('the newest backup', () => {
  const at = (path: string, date: string, text = 'x') => {
    writeFileSync(join(root, path), text);
    utimesSync(join(root, path), new Date(date), new Date(date));
  };

  it('is the newest file of the folder or of a folder in it, empty ones apart', async () => {
    mkdirSync(join(root, 'b/2026-11-21'), { recursive: true });
    at('b/old.gz', '2026-11-01T00:00:00Z');
    at('b/2026-11-21/site.bson', '2026-11-21T03:00:00Z', 'dump');
    at('b/empty.gz', '2026-11-22T03:00:00Z', '');
    expect(await newestBackup(envOf({ backups: '/b' }))).toEqual({
      folder: '/b',
      newestAt: new Date('2026-11-21T03:00:00Z'),
      newestBytes: 4,
      problem: null,
    });
  });

  it('is none in an empty folder, and in one that is not there', async () => {
    mkdirSync(join(root, 'b'));
    expect(await newestBackup(envOf({ backups: '/b' }))).toMatchObject({
      newestAt: null,
      problem: expect.stringContaining('no file'),
    });
    expect(await newestBackup(envOf({ backups: '/none' }))).toMatchObject({
      problem: expect.stringContaining('could not'),
    });
    expect(await newestBackup(envOf({}))).toBeNull();
  });
});
