import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { EnvEntry } from './containers.js';

/** What the log of a server shows. */
export interface MongoLog {
  /** False when only a part of the log is there. */
  readonly whole: boolean;
  /** `Authentication failed` lines (log ids 20249, 5286307). */
  readonly loginFailures: number;
  /** The server said that it has no users and lets localhost in (log id 20436). */
  readonly noUsers: boolean;
  /** A ransom note: the name of a database that such attackers leave. */
  readonly ransomNote: string | null;
  /** Databases and collections that were dropped. */
  readonly drops: number;
  readonly ref: EvidenceRef;
}

/** An account of the database. */
export interface MongoUser {
  /** `name@database`. */
  readonly user: string;
  /** Print of the name, as environments show it. */
  readonly print: string;
  /** `role@database`. */
  readonly roles: readonly string[];
}

/** What a login that the site declares was told; null where it may not ask, or there was none. */
export interface MongoInside {
  /** How the look ended; `not-declared` when the site names no login. */
  readonly login: { readonly state: string; readonly detail: string };
  readonly users: readonly MongoUser[] | null;
  readonly storedScripts: readonly string[] | null;
  /** The format of the data, such as `8.0`, and the server's own version. */
  readonly featureCompatibilityVersion: string | null;
  readonly version: string | null;
  readonly ref: EvidenceRef;
}

/** The newest file of the folder where backups arrive. */
export interface MongoBackup {
  readonly folder: string;
  readonly newestAt: Date | null;
  readonly newestBytes: number | null;
  readonly problem: string | null;
  readonly ref: EvidenceRef;
}

/** A MongoDB server of this host: container, command line, and what it answers without login. */
export interface MongoServer {
  /** `container:<name>` or `host`. */
  readonly subject: string;
  readonly container: string | null;
  readonly project: string | null;
  /** Words of the command line of mongod: of the container, the process, or the server's own `getCmdLineOpts`. */
  readonly commandLine: readonly string[];
  /** The command line names a configuration file, whose settings were not read. */
  readonly configFile: boolean;
  /** The anonymous probe of the server. `null` where the server did not say. */
  readonly probe: {
    readonly reachable: boolean;
    readonly authRequired: boolean | null;
    readonly databases: readonly string[] | null;
    readonly ref: EvidenceRef;
  } | null;
  /** Null = nobody asked with a login, in a bundle of another collector. */
  readonly inside: MongoInside | null;
  readonly backup: MongoBackup | null;
  /** Variables that make the image create a root user at the first start (`MONGO_INITDB_ROOT_*`), redacted. */
  readonly rootUser: EnvEntry | null;
  readonly rootPassword: EnvEntry | null;
  readonly log: MongoLog | null;
  /** Log driver of the container; null on the host. */
  readonly logDriver: string | null;
  /** User of the container or process; null = not seen. */
  readonly user: string | null;
  /** Addresses of `--bind_ip`; null = not given, so the image's default. */
  readonly bindIp: readonly string[] | null;
  readonly ref: EvidenceRef;
}

/** MongoDB servers of this host. Empty and complete = proven none. */
export const mongoServers = defineFact<readonly MongoServer[]>({
  id: 'mongo-servers',
  title: 'MongoDB servers and what they let in',
  sources: ['mongo.probe', 'docker.inspect', 'docker.logs', 'host.processes', 'host.sockets'],
});
