import type { EvidenceRef, NonEmpty } from '../core/evidence.js';
import { type Known, known, partial, type Unknown, unknown } from '../core/fact.js';

/** A fixed moment for examples and tests. */
export const exampleNow = new Date('2026-11-20T12:00:00Z');

/** An evidence reference for examples. */
export function exampleRef(artifact = 'docker.inspect', subject = 'host', line = 1): EvidenceRef {
  return { artifact, subject, path: `artifacts/${artifact}`, line, excerpt: '…' };
}

/** A complete fact for examples. */
export function seen<T>(value: T, ...evidence: EvidenceRef[]): Known<T> {
  const [first = exampleRef(), ...rest] = evidence;
  const refs: NonEmpty<EvidenceRef> = [first, ...rest];
  return known(value, refs, exampleNow);
}

/** A fact with a hole in it, for examples. */
export function partlySeen<T>(value: T): Known<T> {
  return partial(value, { reason: 'denied', detail: 'not all could be read' }, [exampleRef()], exampleNow);
}

/** An unreadable fact, for examples. */
export function unseen(): Unknown {
  return unknown('denied', 'permission denied');
}
