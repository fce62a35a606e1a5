import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';

/** What an access function answers a person: everything, only what a query lets through, nothing, or not understood. */
export type AccessAnswer = 'allowed' | 'limited' | 'denied' | 'unknown';

/**
 * A value of a Payload configuration as the syntax tree shows it; nothing was evaluated. `env` is a variable of the
 * process, with the literal that stands in when it is not set. `unknown` says what was not understood.
 */
export type ConfigValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null; readonly ref: EvidenceRef }
  | {
      readonly kind: 'env';
      readonly name: string;
      readonly fallback: string | number | boolean | null;
      readonly ref: EvidenceRef;
    }
  | {
      readonly kind: 'list';
      readonly items: readonly ConfigValue[];
      /** True when more may follow that was not understood. */
      readonly open: boolean;
      readonly ref: EvidenceRef;
    }
  | {
      readonly kind: 'object';
      readonly members: Readonly<Record<string, ConfigValue>>;
      /** True when a spread was not understood: an absent member may be set by it. */
      readonly open: boolean;
      readonly ref: EvidenceRef;
    }
  | {
      readonly kind: 'function';
      /** What it answers to somebody who is not logged in; `unknown` where it is no access function. */
      readonly anonymous: AccessAnswer;
      /** What it answers to a user without any role. */
      readonly ordinary: AccessAnswer;
      readonly ref: EvidenceRef;
    }
  | { readonly kind: 'unknown'; readonly because: string; readonly ref: EvidenceRef };

/** A collection or global of Payload. */
export interface PayloadEntity {
  readonly slug: string;
  readonly kind: 'collection' | 'global';
  /** True: `auth` is set; null: not understood. */
  readonly auth: boolean | null;
  /** The whole configuration object. */
  readonly value: ConfigValue;
  readonly ref: EvidenceRef;
}

/** Something in request code that deserves a look. */
export interface CodeSign {
  readonly what: string;
  readonly ref: EvidenceRef;
}

/** Code that answers requests beside Payload's own: a route of `app/`, `pages/api/`, or a custom endpoint. */
export interface RequestHandler {
  readonly name: string;
  /** It looks at the session, a token or a signature before it acts. */
  readonly checksCaller: boolean;
  /** It reads and answers alone: no write, no program, no local API. */
  readonly harmless: boolean;
  readonly ref: EvidenceRef;
}

/** What an app's own source says about Payload. */
export interface PayloadConfig {
  readonly subject: string;
  /** True when the whole source was read, so that absence can be stated. */
  readonly whole: boolean;
  readonly ref: EvidenceRef;
  /** Argument of `buildConfig`; null = none seen. */
  readonly config: ConfigValue | null;
  readonly entities: readonly PayloadEntity[];
  /** True when each collection and global is among `entities`. */
  readonly entitiesComplete: boolean;
  readonly handlers: readonly RequestHandler[];
  /** Local API calls in request code that skip access control (Payload documentation, Local API). */
  readonly localApi: readonly CodeSign[];
  /** Programs, `eval` and `vm` started with more than constants in request code. */
  readonly dangerousCalls: readonly CodeSign[];
  /** Passwords, tokens or whole requests written to a log. */
  readonly secretLogging: readonly CodeSign[];
}

/** Payload's configuration in the apps' own source. Empty and complete = the source has none. */
export const payloadConfigs = defineFact<readonly PayloadConfig[]>({
  id: 'payload-configs',
  title: "Payload's configuration in the source of the apps",
  sources: ['app.source'],
});
