import { type Hypothesis, type HypothesisId, hypothesisIds } from '../../core/report.js';
import type { Sign } from './sign.js';

/** The matrix of an incident: each sign against each rival. */
export function weighHypotheses(signs: readonly Sign[]): Hypothesis[] {
  const artefact = [...new Set(signs.flatMap((sign) => sign.artefactOf))].sort();
  return hypothesisIds.map((id) => ({
    id,
    stated: isStated(id, signs) || (id === 'instrument-artefact' && artefact.length > 0),
    explains: explained(id, signs, artefact),
    evidence: signs.map((sign) => ({
      ref: sign.label,
      evidence: sign.evidence[0],
      bearing: sign.bearings[id] ?? 'neutral',
    })),
  }));
}

/** Stated only when something supports it, nothing contradicts it, and every rival has a contradiction that it does not have. */
function isStated(id: HypothesisId, signs: readonly Sign[]): boolean {
  const supported = signs.some((sign) => sign.bearings[id] === 'consistent');
  const contradicted = signs.some((sign) => sign.bearings[id] === 'inconsistent');
  const rivals = hypothesisIds.filter((other) => other !== id);
  return (
    supported && !contradicted && rivals.every((rival) => signs.some((sign) => sign.bearings[rival] === 'inconsistent'))
  );
}

function explained(id: HypothesisId, signs: readonly Sign[], artefact: readonly string[]): string[] {
  if (id === 'instrument-artefact') return [...artefact];
  if (!isStated(id, signs)) return [];
  return ['content', ...['count', 'execution'].filter((attribute) => !artefact.includes(attribute))];
}
