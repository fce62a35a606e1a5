import { notApplicable, type Outcome } from '../../core/check.js';
import type { Known } from '../../core/fact.js';
import type { Container } from '../../facts/containers.js';

/** One outcome for each running container; none at all, proven, is not applicable. */
export function forEachRunning(
  containers: Known<readonly Container[]>,
  judge: (container: Container, subject: string) => Outcome | null,
): readonly Outcome[] {
  const outcomes = containers.value
    .filter((container) => container.running)
    .flatMap((container) => judge(container, `container:${container.name}`) ?? []);
  return outcomes.length > 0
    ? outcomes
    : [notApplicable(containers.evidence, 'no container that this is about runs here')];
}
