import type { EvidenceRef } from '../../core/evidence.js';
import type { Fact } from '../../core/fact.js';
import type { NginxVersion, NginxView } from '../../facts/nginx.js';
import { descendants, type NginxContext, type NginxDirective, type NginxModel } from '../../formats/nginx/index.js';

/** Whether the configuration uses what a hole needs. */
export type NginxCondition =
  | { readonly state: 'met' | 'absent'; readonly because: string; readonly ref: EvidenceRef }
  | { readonly state: 'unknown'; readonly because: string };

/** Every directive, wherever it stands. */
function all(model: NginxModel): NginxDirective[] {
  return [...descendants(model.main)].flatMap(({ own }) => own);
}

function uses(...names: readonly string[]) {
  return (model: NginxModel): NginxDirective | null =>
    all(model).find(({ name, args }) => names.includes(name) && args[0] !== 'off') ?? null;
}

function http2Upstream(model: NginxModel): NginxDirective | null {
  return all(model).find(({ name, args }) => name === 'proxy_http_version' && args[0] === '2') ?? null;
}

function both(contexts: readonly NginxContext[], first: string, second: string): NginxDirective | null {
  const found = contexts.find(
    ({ own }) => own.some(({ name }) => name === first) && own.some(({ name }) => name === second),
  );
  return found?.own.find(({ name }) => name === first) ?? null;
}

const variable = /\$\w/;

/** What each precondition of the advisory table looks for (advisories.md, nginx 2026). */
const conditions: Readonly<Record<string, (model: NginxModel) => { dumpLine: number } | null>> = {
  'map-with-regex': (model) => model.maps.flatMap(({ entries }) => entries).find(({ isRegex }) => isRegex) ?? null,
  slice: uses('slice'),
  ssi: uses('ssi'),
  'ssi-with-aio': (model) => (uses('aio')(model) === null ? null : uses('ssi')(model)),
  'grpc-or-http2-upstream': (model) => uses('grpc_pass')(model) ?? http2Upstream(model),
  'http2-upstream': http2Upstream,
  charset: uses('charset', 'source_charset', 'charset_map'),
  rewrite: uses('rewrite'),
  'alias-with-rewrite': (model) => both([...descendants(model.main)], 'alias', 'rewrite'),
  'string-expression-with-variables': (model) =>
    all(model).find(
      ({ name, args }) => ['set', 'if', 'rewrite'].includes(name) && args.some((each) => variable.test(each)),
    ) ?? null,
  http3: (model) => {
    const listen = model.servers.flatMap(({ listens }) => listens).find(({ quic }) => quic);
    return listen ?? uses('http3')(model);
  },
  'ticket-key-rotation': uses('ssl_session_ticket_key'),
};

/** Names of the preconditions that this table knows. */
export const nginxConditionNames: readonly string[] = Object.keys(conditions);

/** Judges one precondition. Absence counts only from a whole configuration. */
export function nginxConditionOf(name: string | null, config: Fact<NginxView | null>): NginxCondition {
  const find = name === null ? undefined : conditions[name];
  if (find === undefined)
    return {
      state: 'unknown',
      because: name === null ? 'no precondition is known' : `nobody knows how to see "${name}"`,
    };
  if (config.status !== 'known' || config.value === null)
    return { state: 'unknown', because: 'the configuration was not seen' };
  const found = find(config.value.model);
  if (found !== null) {
    return {
      state: 'met',
      because: `the configuration uses ${name}`,
      ref: { ...config.value.ref, line: found.dumpLine },
    };
  }
  return config.complete
    ? { state: 'absent', because: `the configuration does not use ${name}`, ref: config.value.ref }
    : { state: 'unknown', because: 'only a part of the configuration was seen' };
}

/** An nginx of a version, for examples. */
export function exampleNginxVersion(version: string, ref: EvidenceRef): NginxVersion {
  return { version, built: null, ref };
}
