import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { exampleApp } from '../../facts/examples.js';
import type { AccessAnswer, ConfigValue, PayloadConfig, PayloadEntity } from '../../facts/payload-config.js';
import type { PayloadLive } from '../../facts/payload-live.js';

type Plain = string | number | boolean | null | ConfigValue | readonly Plain[] | { readonly [key: string]: Plain };

/** The place that values of examples have. */
export const examplePlace = {
  ...exampleRef('app.source', 'project:site', 7),
  excerpt: 'src/collections/Users.ts:7 access.update',
};

/** A configuration value from plain data, for examples. */
export function exampleValue(plain: Plain): ConfigValue {
  if (typeof plain !== 'object' || plain === null) return { kind: 'literal', value: plain, ref: examplePlace };
  if (Array.isArray(plain))
    return { kind: 'list', items: plain.map((each: Plain) => exampleValue(each)), open: false, ref: examplePlace };
  if ('kind' in plain && 'ref' in plain) return plain as ConfigValue; // made by the functions below
  const entries = Object.entries(plain as { readonly [key: string]: Plain }); // what is left is a plain object
  const members = Object.fromEntries(entries.map(([key, value]) => [key, exampleValue(value)]));
  return { kind: 'object', members, open: false, ref: examplePlace };
}

/** An access function, for examples. */
export function exampleAccess(anonymous: AccessAnswer, ordinary: AccessAnswer = anonymous): ConfigValue {
  return { kind: 'function', anonymous, ordinary, ref: examplePlace };
}

/** A value that was not understood, for examples. */
export function exampleUnclear(): ConfigValue {
  return { kind: 'unknown', because: 'anyone of some-package, which is not in the source', ref: examplePlace };
}

/** A variable of the process, for examples. */
export function exampleEnv(name: string, fallback: string | null = null): ConfigValue {
  return { kind: 'env', name, fallback, ref: examplePlace };
}

const admins = exampleAccess('denied');
const closed = { create: admins, read: admins, update: admins, delete: admins, unlock: admins };

/** A users collection that only administrators touch, for examples. */
export function exampleUsers(change: { readonly [key: string]: Plain } = {}): PayloadEntity {
  const auth = {
    tokenExpiration: 7200,
    maxLoginAttempts: 5,
    lockTime: 600_000,
    verify: true,
    cookies: { secure: true, sameSite: 'Lax' },
  };
  const fields = [{ name: 'roles', type: 'select', access: { create: admins, update: admins } }];
  return exampleEntity('users', { auth, access: closed, fields, ...change }, true);
}

/** A collection, for examples. */
export function exampleEntity(
  slug: string,
  value: { readonly [key: string]: Plain },
  auth: boolean | null = false,
): PayloadEntity {
  return { slug, kind: 'collection', auth, value: exampleValue({ slug, ...value }), ref: examplePlace };
}

/** The whole source of a well-kept Payload app, for examples. */
export function exampleConfig(
  config: { readonly [key: string]: Plain } = {},
  change: Partial<PayloadConfig> = {},
): PayloadConfig {
  return {
    subject: 'project:site',
    whole: true,
    ref: exampleRef('app.source', 'project:site'),
    config: exampleValue({ secret: exampleEnv('PAYLOAD_SECRET'), ...config }),
    entities: [exampleUsers()],
    entitiesComplete: true,
    handlers: [],
    localApi: [],
    dangerousCalls: [],
    secretLogging: [],
    ...change,
  };
}

/** Answers of a well-kept Payload app, for examples. */
export function exampleLive(change: Partial<PayloadLive> = {}): PayloadLive {
  const ref = exampleRef('http.probe', 'host', 2);
  return {
    container: 'site-app-1',
    url: 'http://127.0.0.1:3000',
    access: [{ slug: 'pages', kind: 'collection', operations: { read: 'limited' } }],
    accessRef: ref,
    initialized: [{ slug: 'users', value: true, ref }],
    playground: { open: false, ref },
    ref,
    ...change,
  };
}

/** An app with Payload, for examples. */
export const withPayload = { nodeApps: seen([exampleApp()]) };
/** An app proven to have no Payload, for examples. */
export const withoutPayload = { nodeApps: seen([exampleApp({ next: '16.4.5' })]) };

/** An app with its source, for examples. */
export function withSource(config: PayloadConfig) {
  return { ...withPayload, payloadConfigs: seen([config]) };
}

/** An app with the given settings of `buildConfig`, for examples. */
export function withSettings(config: { readonly [key: string]: Plain }) {
  return withSource(exampleConfig(config));
}

/** An app with the given collections, for examples. */
export function withEntities(...entities: PayloadEntity[]) {
  return withSource(exampleConfig({}, { entities }));
}

/** An app with its live answers, for examples. */
export function withLive(live: PayloadLive) {
  return { ...withPayload, payloadLive: seen([live]) };
}

/** Ways not to know the source, for examples; none may pass. */
export const blindToSource = [
  { title: 'nothing could be read', facts: { nodeApps: unseen() } },
  { title: 'no source', facts: withPayload },
  { title: 'a part of the source', facts: { ...withPayload, payloadConfigs: partlySeen([exampleConfig()]) } },
  { title: 'a source without Payload', facts: { ...withPayload, payloadConfigs: seen([]) } },
] as const;

/** An app without Payload, for examples. */
export const noPayload = { title: 'no Payload', facts: withoutPayload, expect: 'not-applicable' } as const;
