import type { EvidenceRef } from '../core/evidence.js';
import { defineFact } from '../core/fact.js';
import type { AccessAnswer } from './payload-config.js';

/** What a collection or global lets somebody do who is not logged in (`GET /api/access`); what is not listed is denied. */
export interface LiveAccess {
  readonly slug: string;
  readonly kind: 'collection' | 'global';
  readonly operations: Readonly<Record<string, AccessAnswer>>;
}

/** What a running Payload app answers to somebody who is not logged in. */
export interface PayloadLive {
  /** Container whose published port answered; null where no container has it. */
  readonly container: string | null;
  readonly url: string;
  /** Entities that allow something; null = `/api/access` was not answered. */
  readonly access: readonly LiveAccess[] | null;
  readonly accessRef: EvidenceRef | null;
  /** `GET /api/<slug>/init`: is there a first user? */
  readonly initialized: readonly { readonly slug: string; readonly value: boolean; readonly ref: EvidenceRef }[];
  /** The GraphQL playground answers; null = not asked. */
  readonly playground: { readonly open: boolean; readonly ref: EvidenceRef } | null;
  readonly ref: EvidenceRef;
}

/** Payload apps as they answer on loopback. */
export const payloadLive = defineFact<readonly PayloadLive[]>({
  id: 'payload-live',
  title: 'What running Payload apps answer without login',
  sources: ['http.probe'],
});
