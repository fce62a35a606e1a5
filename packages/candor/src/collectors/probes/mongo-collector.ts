import { collected, missing, nothingSeen, statusOf } from '../artifact.js';
import type { CollectedArtifact, Collector, CollectorEnv } from '../collected.js';
import { containerSubject } from '../docker/engine-artifact.js';
import { at, listOf, textAt } from '../docker/json.js';
import { errorCode } from '../env/error-code.js';
import { mapLimited } from '../env/map-limited.js';
import { pidIndex } from '../proc/pid-index.js';
import { redactArgv } from '../redact/redact-argv.js';
import { askMongo } from './mongo-client.js';
import { lookInside } from './mongo-login.js';
import { newestBackup } from './newest-backup.js';

const PORT = 27017;
/** `Unauthorized` of MongoDB's error codes. */
const UNAUTHORIZED = 13;

interface Server {
  readonly subject: string;
  readonly host: string;
  /** How a connection string may name it: only there a login is tried. */
  readonly names: readonly string[];
}

/** What each MongoDB of this host says to somebody who has not logged in, and to the login that the site declares. */
export const mongoCollector: Collector = {
  id: 'mongo-probe',
  artifacts: ['mongo.probe'],
  deadlineMs: 6000,
  async collect(env) {
    const servers = await findServers(env);
    if (servers.length === 0) return nothingSeen(env, ['mongo.probe']);
    return mapLimited(servers.slice(0, 10), 3, (server) => probe(env, server));
  },
};

async function findServers(env: CollectorEnv): Promise<Server[]> {
  const index = (await pidIndex(env)).filter((entry) => entry.comm === 'mongod');
  const { items } = await env.engine.containers();
  const inside = items
    .filter(
      (item) =>
        item.running &&
        (/(?:^|\/)(?:mongo|percona-server-mongodb)\b/.test(item.image) ||
          index.some((entry) => entry.containerId === item.id)),
    )
    .flatMap((item): Server[] => {
      const networks = at(item.inspect, 'NetworkSettings', 'Networks');
      const addresses = Object.values(typeof networks === 'object' && networks !== null ? networks : {});
      const host = addresses
        .map((network) => textAt(network, 'IPAddress'))
        .find((address) => /^[0-9.]{7,15}$/.test(address));
      const names = [item.name, item.labels['com.docker.compose.service'] ?? item.name, host ?? ''];
      return host === undefined ? [] : [{ subject: containerSubject(item.name), host, names }];
    });
  const onHost = index.some((entry) => entry.containerId === null);
  return onHost
    ? [...inside, { subject: 'host', host: '127.0.0.1', names: ['127.0.0.1', 'localhost', '::1'] }]
    : inside;
}

async function probe(env: CollectorEnv, { subject, host, names }: Server): Promise<CollectedArtifact> {
  const change = { subject, source: { api: `mongodb ${host}:${PORT}` } };
  try {
    const [hello, databases, options, build] = await askMongo(host, PORT, [
      { hello: 1 },
      { listDatabases: 1, nameOnly: 1 },
      { getCmdLineOpts: 1 },
      { buildInfo: 1 },
    ]);
    const [inside, backup] = await Promise.all([lookInside(env, { host, port: PORT, names }), newestBackup(env)]);
    const argv = listOf(at(options, 'argv')).filter((argument) => typeof argument === 'string');
    const answer = {
      reachable: true,
      helloOk: at(hello, 'ok') === 1,
      version: textAt(build, 'version') || null,
      authRequired: at(databases, 'code') === UNAUTHORIZED ? true : at(databases, 'ok') === 1 ? false : null,
      databases: inside.databases ?? namesOf(databases),
      maxWireVersion: at(hello, 'maxWireVersion') ?? null,
      commandLine: redactArgv(argv, env.redact),
      host,
      login: inside.login,
      users: inside.users,
      ...(inside.storedScripts === null ? {} : { storedScripts: inside.storedScripts }),
      featureCompatibilityVersion: inside.featureCompatibilityVersion,
      backup,
    };
    return collected(env, 'mongo.probe', `${JSON.stringify(answer)}\n`, change);
  } catch (error) {
    return missing(env, 'mongo.probe', statusOf(error), `${host}:${PORT}: ${errorCode(error) ?? 'no answer'}`, change);
  }
}

/** Names of databases that the server told without a login; null = it did not. */
function namesOf(listing: unknown): string[] | null {
  if (at(listing, 'ok') !== 1) return null;
  return listOf(at(listing, 'databases')).map((each) => textAt(each, 'name'));
}
