import { type EvidenceRef, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../core/fact.js';
import { type Container, containers } from '../facts/containers.js';
import { type MongoBackup, type MongoInside, type MongoServer, mongoServers } from '../facts/mongo.js';
import { type Process, processes } from '../facts/processes.js';
import { hostListeners } from '../facts/sockets.js';
import { readMongoLook } from '../formats/probes/mongo-look.js';
import { type MongoProbe, readMongoProbe } from '../formats/probes/probe-results.js';
import { member, objectOf, stringsOf } from '../formats/text/json-values.js';
import { readMongoLog } from './mongo-log.js';
import { defineParser, type ParseContext } from './parser.js';
import { readArtifacts } from './readings.js';

/** Port of MongoDB (mongod(1)). */
const mongoPort = 27017;

interface Probe extends MongoProbe {
  readonly subject: string;
  readonly databases: readonly string[] | null;
  readonly inside: MongoInside | null;
  readonly backup: MongoBackup | null;
  readonly ref: EvidenceRef;
}

/** MongoDB servers by container, process and anonymous probe. */
export const mongoServersParser = defineParser(mongoServers, (context): Fact<readonly MongoServer[]> => {
  const found = context.fact(containers);
  const all = found.status === 'known' ? found.value : [];
  const inside = all.filter((each) => each.running && isMongo(each));
  const probes = readProbes(context);
  const seen = hostProcess(context);
  // A listing that names no containers shows theirs too: beside a container, the host's own server must have answered.
  const onHost = inside.length === 0 || probes.some((each) => each.subject === 'host') ? seen : null;
  const rows = [
    ...inside.map((each) => ofContainer(context, each, probeOf(probes, `container:${each.name}`, inside.length === 1))),
    ...(onHost === null ? [] : [ofProcess(onHost, probeOf(probes, 'host', false))]),
  ];
  const gap = gapOf(context, rows.length, probes.length);
  const evidence = [...rows.map((row) => row.ref), ...(found.status === 'known' ? found.evidence : [])];
  if (!isNonEmpty(evidence)) return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'no container was listed');
  return gap === null ? known(rows, evidence, context.now) : partial(rows, gap, evidence, context.now);
});

/** A web front end of the database publishes no 27017 and runs no mongod. */
function isMongo(container: Container): boolean {
  return container.kinds.includes('mongodb') && !/mongo-express|mongosh|exporter|backup/.test(container.image);
}

function readProbes(context: ParseContext): Probe[] {
  const readings = readArtifacts(context, 'mongo.probe', readMongoProbe);
  return readings.rows.map(({ artifact, value }) => ({
    ...value,
    subject: artifact.subject,
    databases: databaseNames(artifact.text()),
    ...lookOf(artifact.text(), value.version, refTo(artifact)),
    ref: refTo(artifact),
  }));
}

/** What a login was told, and the newest backup; null in a probe that tried none. */
function lookOf(text: string, version: string | null, ref: EvidenceRef): Pick<Probe, 'inside' | 'backup'> {
  const read = readMongoLook(text);
  if (!read.ok || read.value.login === null) return { inside: null, backup: null };
  const { login, users, storedScripts, featureCompatibilityVersion, backup } = read.value;
  return {
    inside: { login, users, storedScripts, featureCompatibilityVersion, version, ref },
    backup: backup === null ? null : { ...backup, ref },
  };
}

/** Names of the databases where the probe carries them: a list of names, or of objects with one. */
function databaseNames(text: string): string[] | null {
  try {
    const list = member(objectOf(JSON.parse(text)), 'databases');
    if (!Array.isArray(list)) return null;
    const names = list.map((each: unknown) => (typeof each === 'string' ? each : member(objectOf(each), 'name')));
    return stringsOf(names).slice(0, 200);
  } catch {
    return null; // read as a probe already; only its list is missing
  }
}

/** The one probe of the host belongs to its one server. */
function probeOf(probes: readonly Probe[], subject: string, only: boolean): Probe | null {
  const own = probes.find((each) => each.subject === subject);
  return own ?? (only && probes.length === 1 ? (probes[0] ?? null) : null);
}

function ofContainer(context: ParseContext, container: Container, probe: Probe | null): MongoServer {
  const entry = (name: string) => container.env.find((each) => each.name === name) ?? null;
  const commandLine = probe !== null && probe.commandLine.length > 0 ? probe.commandLine : container.command;
  return {
    subject: `container:${container.name}`,
    container: container.name,
    project: container.project,
    rootUser:
      entry('MONGO_INITDB_ROOT_USERNAME') ??
      entry('MONGO_INITDB_ROOT_USERNAME_FILE#text') ??
      entry('MONGO_INITDB_ROOT_USERNAME_FILE'),
    rootPassword:
      entry('MONGO_INITDB_ROOT_PASSWORD') ??
      entry('MONGO_INITDB_ROOT_PASSWORD_FILE#text') ??
      entry('MONGO_INITDB_ROOT_PASSWORD_FILE'),
    log: readMongoLog(context, `container:${container.name}`),
    logDriver: container.logDriver,
    user: container.user,
    ...ofCommand(commandLine, probe),
    ref: container.ref,
  };
}

function ofProcess(process: Process, probe: Probe | null): MongoServer {
  return {
    subject: 'host',
    container: null,
    project: null,
    rootUser: null,
    rootPassword: null,
    log: null,
    logDriver: null,
    user: process.user ?? (process.uid === null ? null : String(process.uid)),
    ...ofCommand(process.argv, probe),
    ref: process.ref,
  };
}

function ofCommand(commandLine: readonly string[], probe: Probe | null) {
  const text = commandLine.join(' ');
  const bind = /--bind_ip[= ]([^\s]{1,300})/.exec(text)?.[1];
  return {
    commandLine,
    configFile: /(?:^|\s)(?:-f|--config)(?:[= ]|$)/.test(text),
    bindIp: /--bind_ip_all\b/.test(text) ? ['0.0.0.0'] : bind === undefined ? null : bind.split(','),
    probe:
      probe === null
        ? null
        : {
            reachable: probe.reachable,
            authRequired: probe.authRequired,
            databases: probe.databases,
            ref: probe.ref,
          },
    inside: probe?.inside ?? null,
    backup: probe?.backup ?? null,
  };
}

function hostProcess(context: ParseContext): Process | null {
  const view = context.fact(processes);
  if (view.status === 'unknown') return null;
  const isMongod = (each: Process) =>
    /(?:^|\/)mongod$/.test(each.exe ?? '') || /(?:^|\/)mongod$/.test(each.argv[0] ?? '');
  const runsInContainer = (each: Process) => each.container !== null || each.pidNamespace === 'container';
  return view.value.items.find((each) => isMongod(each) && !runsInContainer(each)) ?? null;
}

/** "None" takes the whole list of containers and processes, and no listener on the port. */
function gapOf(context: ParseContext, count: number, probes: number): Gap | null {
  const found = context.fact(containers);
  if (found.status === 'unknown') return found;
  if (found.gap !== null || count > 0) return found.gap;
  const view = context.fact(processes);
  if (view.status === 'unknown') return view;
  if (!view.value.hostComplete) return view.gap ?? { reason: 'denied', detail: 'not all processes could be listed' };
  const listeners = context.fact(hostListeners);
  const listens = listeners.status === 'known' && listeners.value.some((each) => each.port === mongoPort);
  return listens || probes > 0
    ? { reason: 'unsupported', detail: `something answers on ${mongoPort}, but no mongod was seen` }
    : null;
}
