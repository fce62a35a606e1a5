import type { Parsed } from '../../core/parsed.js';
import { readJsonLines } from '../text/json-lines.js';
import {
  booleanOrNull,
  filledOrNull,
  type JsonObject,
  listOf,
  member,
  numberOrNull,
  objectOf,
  stringsOf,
} from '../text/json-values.js';
import { readOneObject } from '../text/lined-objects.js';

/** An HTTP request that a probe made; `status` is null when there was no answer. */
export interface HttpProbe {
  readonly url: string;
  readonly resolvedTo: string | null;
  readonly status: number | null;
  /** Header names in lower case; several values are joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  readonly error: string | null;
  readonly line: number;
}

/** Lines of `http.probe`. */
export function readHttpProbes(text: string): Parsed<HttpProbe[]> {
  return readJsonLines(text, ({ object, line }) => httpProbe(object, line), 'probe without a url');
}

function httpProbe(object: JsonObject, line: number): HttpProbe | null {
  const url = filledOrNull(member(object, 'url'));
  const headers = Object.entries(objectOf(member(object, 'headers'))).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    typeof value === 'string' ? value : stringsOf(value).join(', '),
  ]);
  if (url === null) return null;
  return {
    url,
    resolvedTo: filledOrNull(member(object, 'resolvedTo')),
    status: numberOrNull(member(object, 'status')),
    headers: new Map(headers),
    error: filledOrNull(member(object, 'error')),
    line,
  };
}

const LISTEN_RESULTS = ['open', 'closed', 'filtered'] as const;

/** A TCP connect from another place. */
export interface ListenProbe {
  readonly from: string | null;
  readonly to: string;
  readonly port: number;
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly result: (typeof LISTEN_RESULTS)[number];
  readonly line: number;
}

/** Lines of `host.listen-probe`. */
export function readListenProbes(text: string): Parsed<ListenProbe[]> {
  return readJsonLines(text, ({ object, line }) => listenProbe(object, line), 'probe without to, port and result');
}

function listenProbe(object: JsonObject, line: number): ListenProbe | null {
  const to = filledOrNull(member(object, 'to'));
  const port = numberOrNull(member(object, 'port'));
  const result = LISTEN_RESULTS.find((known) => known === member(object, 'result'));
  const family = String(member(object, 'family') ?? '');
  if (to === null || port === null || port < 1 || port > 65_535 || result === undefined) return null;
  const version = family.endsWith('4') ? 'ipv4' : family.endsWith('6') ? 'ipv6' : null;
  return { from: filledOrNull(member(object, 'from')), to, port, family: version, result, line };
}

/** What a MongoDB server answered without credentials. */
export interface MongoProbe {
  readonly reachable: boolean;
  readonly helloOk: boolean | null;
  readonly version: string | null;
  readonly authRequired: boolean | null;
  /** Arguments of `getCmdLineOpts`, when the server gave them away. */
  readonly commandLine: readonly string[];
}

/** Reads `mongo.probe`. */
export function readMongoProbe(text: string): Parsed<MongoProbe> {
  return readOneObject(
    text,
    ({ object }) => {
      const reachable = booleanOrNull(member(object, 'reachable'));
      const commandLine = member(object, 'commandLine');
      if (reachable === null) return null;
      return {
        reachable,
        helloOk: booleanOrNull(member(object, 'helloOk')),
        version: filledOrNull(member(object, 'version')),
        authRequired: booleanOrNull(member(object, 'authRequired')),
        commandLine: typeof commandLine === 'string' ? [commandLine] : stringsOf(listOf(commandLine)),
      };
    },
    'mongo probe without "reachable"',
  );
}
