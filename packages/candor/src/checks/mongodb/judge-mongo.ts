import { cannotTell, notApplicable, type Outcome } from '../../core/check.js';
import { exampleRef } from '../../core/example.js';
import type { Known, UnknownReason } from '../../core/fact.js';
import type { MongoInside, MongoLog, MongoServer } from '../../facts/mongo.js';

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

/** How each end of a look with a login reads, and what leads to one. */
const withoutLogin: Readonly<Record<string, { readonly reason: UnknownReason; readonly settle: string }>> = {
  'not-declared': { reason: 'not-collected', settle: 'candor.yaml: database: { uriFile: /path/of/a/secret/file }' },
  'no-driver': { reason: 'unsupported', settle: 'sudo npm install -g mongodb@7' },
  'no-file': { reason: 'denied', settle: 'sudo candor check' },
  unfit: {
    reason: 'unparseable',
    settle: 'sudo chmod 600 FILE, with mongodb://user:password@SERVICE:27017/?authSource=admin in it',
  },
  refused: { reason: 'denied', settle: 'mongosh "$(sudo cat FILE)" --eval "db.runCommand({ connectionStatus: 1 })"' },
  'no-answer': { reason: 'unreachable', settle: 'candor check' },
};

/** No answer without a login: why there was none, and what to do; `asked` is what it would have told. */
export function needsLogin(server: MongoServer, asked: string): Outcome {
  const state = server.inside?.login.state ?? 'not-declared';
  const { reason, settle } = withoutLogin[state] ?? { reason: 'denied' as const, settle: 'candor check' };
  const why = state === 'ok' ? 'the declared user may not ask' : (server.inside?.login.detail ?? 'nobody logged in');
  return cannotTell(state === 'ok' ? 'denied' : reason, `${asked} is told to a login alone: ${why}`, {
    subject: server.subject,
    settle: state === 'ok' ? 'db.grantRolesToUser, as examples/payload-stack/database/init.js does' : settle,
  });
}

/** What a login was told, for examples. */
export function exampleInside(change: Partial<MongoInside> = {}): Pick<MongoServer, 'inside'> {
  return {
    inside: {
      login: { state: 'ok', detail: '' },
      users: [
        { user: 'keeper@admin', print: 'hmac-sha256:0a0a0a0a0a0a:6:weak', roles: ['root@admin'] },
        { user: 'site@site', print: 'hmac-sha256:0b0b0b0b0b0b:4:weak', roles: ['readWrite@site'] },
      ],
      storedScripts: [],
      featureCompatibilityVersion: '8.0',
      version: '8.0.17',
      ref: exampleRef('mongo.probe'),
      ...change,
    },
  };
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
    inside: null,
    backup: null,
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
