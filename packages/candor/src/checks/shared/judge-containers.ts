import { notApplicable, type Outcome, pass } from '../../core/check.js';
import type { EvidenceRef, NonEmpty } from '../../core/evidence.js';
import type { Known } from '../../core/fact.js';
import type { Container } from '../../facts/containers.js';

/** The subject of findings about a container. */
export function subjectOf(container: Pick<Container, 'name'>): string {
  return `container:${container.name}`;
}

/** One outcome for each running container; not applicable where none runs. */
export function judgeContainers(
  fact: Known<readonly Container[]>,
  judge: (container: Container) => Outcome,
): Outcome | readonly Outcome[] {
  const running = fact.value.filter((container) => container.running);
  if (fact.value.length === 0) return notApplicable(fact.evidence, 'no container engine here');
  if (running.length === 0) return notApplicable(fact.evidence, 'no container is running');
  return running.map(judge);
}

/** A pass about one container, on the evidence of its own description. */
export function passFor(container: Container, what: string, ...more: readonly EvidenceRef[]): Outcome {
  return pass([container.ref, ...more], { subject: subjectOf(container), what });
}

/** What a finding about a container needs beside its subject. */
export function evidenceOf(container: Container, ...more: readonly EvidenceRef[]): NonEmpty<EvidenceRef> {
  return [container.ref, ...more];
}
