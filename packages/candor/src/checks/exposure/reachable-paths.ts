import type { Outcome } from '../../core/check.js';
import { fail, pass } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty, type NonEmpty } from '../../core/evidence.js';
import type { Known } from '../../core/fact.js';
import type { Severity } from '../../core/severity.js';
import type { ExposurePath, ServiceKind } from '../../facts/exposure.js';

/** Kinds of service that nobody leaves open on purpose. */
export const dangerousKinds: ReadonlySet<ServiceKind> = new Set(['database', 'docker-api', 'debugger', 'admin-panel']);

/** True when somebody outside the host gets there, as far as the evidence of this host tells. */
export function isReachable(path: ExposurePath): boolean {
  return path.from !== 'loopback' && path.blockedBy === null;
}

/** True for the sockets that every Linux host has: DHCP and NTP clients, multicast DNS, the client side of UDP. */
export function isOrdinary(path: ExposurePath): boolean {
  return path.notes.some((note) => note.startsWith('ordinary: '));
}

/** `8080/tcp` */
export function portText(path: ExposurePath): string {
  return `${path.port}/${path.proto}`;
}

/** `internet → 0.0.0.0:8080 → docker-proxy → web-1` */
export function wayText(path: ExposurePath): string {
  return [path.from === 'internet' ? 'internet' : 'local network', ...path.path].join(' → ');
}

/** Evidence of several paths, without repeats. */
export function evidenceOfPaths(
  paths: readonly ExposurePath[],
  otherwise: NonEmpty<EvidenceRef>,
): NonEmpty<EvidenceRef> {
  const refs = paths.flatMap((path) => path.evidence);
  return isNonEmpty(refs) ? refs : otherwise;
}

/** Fails for reachable services of a kind, one finding for each subject; passes when there is none. */
export function judgeKind(
  fact: Known<readonly ExposurePath[]>,
  bad: (path: ExposurePath) => boolean,
  words: { readonly found: string; readonly none: string; readonly severity: (path: ExposurePath) => Severity },
): readonly Outcome[] {
  const hits = fact.value.filter((path) => isReachable(path) && bad(path));
  const bySubject = new Map<string, ExposurePath>();
  for (const path of hits) {
    const before = bySubject.get(path.subject);
    if (!before || (before.from !== 'internet' && path.from === 'internet')) bySubject.set(path.subject, path);
  }
  if (bySubject.size === 0) return [pass(fact.evidence, { what: words.none })];
  return [...bySubject.values()].map((path) =>
    fail(path.evidence, {
      subject: path.subject,
      what: `${words.found}: ${[wayText(path), ...path.notes].join('; ')}`,
      location: `${portText(path)} of ${path.path.at(-1) ?? path.subject}`,
      severity: words.severity(path),
    }),
  );
}
