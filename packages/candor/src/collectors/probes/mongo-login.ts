import type { CollectorEnv } from '../collected.js';
import { at, listOf, textAt } from '../docker/json.js';
import { errorCode } from '../env/error-code.js';
import { type MongoAsk, type MongoCredentials, type OpenMongo, openWithDriver } from './mongo-driver.js';

/** How a look with a login ended. */
export type LoginState = 'ok' | 'not-declared' | 'no-file' | 'unfit' | 'no-driver' | 'refused' | 'no-answer';

/** What a user that may only look was told; null where it may not ask. */
export interface MongoInside {
  readonly login: { readonly state: LoginState; readonly detail: string };
  readonly databases: readonly string[] | null;
  readonly users:
    | readonly { readonly user: string; readonly print: string; readonly roles: readonly string[] }[]
    | null;
  readonly storedScripts: readonly string[] | null;
  readonly featureCompatibilityVersion: string | null;
}

const MAX_URI_BYTES = 4096;
const MAX_DATABASES = 50;
/** `AuthenticationFailed` of MongoDB's error codes. */
const AUTHENTICATION_FAILED = 18;

/** A server as the connection string may name it. */
export interface NamedServer {
  readonly host: string;
  readonly port: number;
  readonly names: readonly string[];
}

/** Looks into a server with the login that candor.yaml names (`database.uriFile`); never throws. */
export async function lookInside(
  env: CollectorEnv,
  server: NamedServer,
  open: OpenMongo = openWithDriver,
): Promise<MongoInside> {
  const path = env.policy.database.uriFile;
  if (path === null) return outside('not-declared', 'candor.yaml names no login for the database');
  const credentials = await readUri(env, path, server);
  if ('state' in credentials) return outside(credentials.state, credentials.detail);
  try {
    const session = await open(server.host, server.port, credentials);
    if (session === null) return outside('no-driver', 'the driver of MongoDB is not installed beside Candor');
    try {
      return await inside(env, session.ask);
    } finally {
      await session.close();
    }
  } catch (error) {
    return at(error, 'code') === AUTHENTICATION_FAILED
      ? outside('refused', `the server refused the login of ${path} (code ${AUTHENTICATION_FAILED})`)
      : outside('no-answer', `no answer with the login of ${path}: ${errorCode(error) ?? 'no connection'}`);
  }
}

function outside(state: LoginState, detail: string): MongoInside {
  return {
    login: { state, detail },
    databases: null,
    users: null,
    storedScripts: null,
    featureCompatibilityVersion: null,
  };
}

/** `mongodb://user:password@host[:port]/[database][?options]` (MongoDB connection string format). */
const URI =
  /^mongodb:\/\/(?<user>[^:@/\s]{1,256}):(?<password>[^@/\s]{1,512})@(?<host>[^/?\s]{1,300})(?:\/(?<database>[^?\s]{0,64}))?(?:\?(?<options>\S{0,1000}))?$/;

async function readUri(
  env: CollectorEnv,
  path: string,
  server: NamedServer,
): Promise<MongoCredentials | { readonly state: LoginState; readonly detail: string }> {
  try {
    const { mode } = await env.fs.stat(path);
    if ((mode & 0o077) !== 0)
      return { state: 'unfit', detail: `${path} can be read by others (mode ${(mode & 0o7777).toString(8)})` };
    const text = (await env.fs.read(path, { maxBytes: MAX_URI_BYTES })).bytes.toString().trim();
    const parts = URI.exec(text)?.groups;
    if (parts === undefined) return { state: 'unfit', detail: `${path} holds no mongodb://user:password@host/` };
    const host = (parts.host ?? '').replace(/:\d{1,5}$/, '');
    if (!server.names.includes(host))
      return { state: 'unfit', detail: `the login of ${path} is for another server than this one` };
    return credentialsOf(env, parts);
  } catch (error) {
    return { state: 'no-file', detail: `${path} cannot be read: ${errorCode(error) ?? 'error'}` };
  }
}

function credentialsOf(env: CollectorEnv, parts: Readonly<Record<string, string | undefined>>): MongoCredentials {
  const options = new URLSearchParams(parts.options ?? '');
  const password = decodeURIComponent(parts.password ?? '');
  env.redact.secret(password); // from now on it is taken out of everything that is collected
  return {
    user: decodeURIComponent(parts.user ?? ''),
    password,
    authSource: options.get('authSource') ?? (parts.database || 'admin'),
    tls: options.get('tls') === 'true' || options.get('ssl') === 'true',
  };
}

async function inside(env: CollectorEnv, ask: MongoAsk): Promise<MongoInside> {
  const allowed = (database: string, command: Readonly<Record<string, unknown>>) =>
    ask(database, command).catch((error: unknown) => {
      // What the user may not ask stays unknown; a lost connection ends the look.
      if (typeof at(error, 'code') === 'number') return null;
      throw error;
    });
  const listed = await allowed('admin', { listDatabases: 1, nameOnly: true });
  const format = await allowed('admin', { getParameter: 1, featureCompatibilityVersion: 1 });
  const accounts = await allowed('admin', { usersInfo: { forAllDBs: true } });
  const databases = listed === null ? null : listOf(at(listed, 'databases')).map((each) => textAt(each, 'name'));
  return {
    login: { state: 'ok', detail: '' },
    databases,
    users: accounts === null ? null : listOf(at(accounts, 'users')).map((each) => userOf(env, each)),
    storedScripts: databases === null ? null : await scripts(allowed, databases),
    featureCompatibilityVersion: textAt(at(format, 'featureCompatibilityVersion'), 'version') || null,
  };
}

/** A user's name is no secret; its print is what the environment of an app shows of the name it logs in with. */
function userOf(env: CollectorEnv, account: unknown) {
  const name = textAt(account, 'user');
  const roles = listOf(at(account, 'roles')).map((role) => `${textAt(role, 'role')}@${textAt(role, 'db')}`);
  return { user: `${name}@${textAt(account, 'db')}`, print: env.redact.secret(name), roles };
}

/** Stored functions (`system.js`) of every database that may hold some; null when one may not be asked. */
async function scripts(
  ask: (database: string, command: Readonly<Record<string, unknown>>) => Promise<unknown>,
  databases: readonly string[],
): Promise<string[] | null> {
  const own = databases.filter((name) => !['admin', 'config', 'local'].includes(name));
  const found: string[] = [];
  for (const name of own.slice(0, MAX_DATABASES)) {
    const reply = await ask(name, { find: 'system.js', projection: { _id: 1 }, limit: 50 });
    if (reply === null) return null;
    const batch = listOf(at(at(reply, 'cursor'), 'firstBatch'));
    found.push(...batch.map((each) => `${name}.system.js: ${textAt(each, '_id')}`));
  }
  return own.length > MAX_DATABASES ? null : found;
}
