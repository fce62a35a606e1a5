import { notApplicable, type Outcome } from '../../core/check.js';
import { exampleRef } from '../../core/example.js';
import type { Known } from '../../core/fact.js';
import type { MongoLog, MongoServer } from '../../facts/mongo.js';

/** One outcome for each MongoDB server; none at all, proven, is not applicable. */
export function forEachMongo(
  servers: Known<readonly MongoServer[]>,
  judge: (server: MongoServer) => Outcome | readonly Outcome[],
): readonly Outcome[] {
  if (servers.value.length === 0) return [notApplicable(servers.evidence, 'no MongoDB server runs here')];
  return servers.value.flatMap(judge);
}

/** What an option of mongod(1) is set to: `--auth` is '' when given, null when not. */
export function optionOf(server: MongoServer, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)--${name}(?:[= ]([^\\s-][^\\s]{0,300}))?(?=\\s|$)`).exec(
    server.commandLine.join(' '),
  );
  return match === null ? null : (match[1] ?? '');
}

/** The command that opens a shell of the server. */
export function shellOf(server: MongoServer, script: string): string {
  const prefix = server.container === null ? '' : `docker exec ${server.container} `;
  return `${prefix}mongosh --quiet --eval '${script}'`;
}

/** A well-kept server in a container, for examples. */
export function exampleMongo(change: Partial<MongoServer> = {}): MongoServer {
  return {
    subject: 'container:site-mongo-1',
    container: 'site-mongo-1',
    project: 'site',
    commandLine: ['docker-entrypoint.sh', 'mongod', '--auth', '--bind_ip_all'],
    configFile: false,
    probe: { reachable: true, authRequired: true, databases: null, ref: exampleRef('mongo.probe') },
    rootUser: null,
    rootPassword: null,
    log: {
      whole: true,
      loginFailures: 0,
      noUsers: false,
      ransomNote: null,
      drops: 0,
      ref: exampleRef('docker.logs', 'container:site-mongo-1'),
    },
    logDriver: 'json-file',
    user: '999:999',
    bindIp: ['0.0.0.0'],
    ref: exampleRef('docker.inspect'),
    ...change,
  };
}

/** The log of a server with a change, for examples. */
export function withMongoLog(change: Partial<MongoLog>, more: Partial<MongoServer> = {}): MongoServer {
  const server = exampleMongo(more);
  return server.log === null ? server : { ...server, log: { ...server.log, ...change } };
}
