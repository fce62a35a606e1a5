import type { Answer, ToDecide } from '../core/report.js';
import { severityRank } from '../core/severity.js';
import { isBad, isUnanswered } from './answer-questions.js';
import { type Decision, isBreakIn } from './decide-verdict.js';
import type { Judgement } from './judgement.js';

/** One sentence that a tired operator understands. */
export function summarise(
  decision: Decision,
  judged: Judgement,
  answers: readonly Answer[],
  steps: readonly ToDecide[],
): string {
  const unanswered = judged.results.filter(isUnanswered).length;
  const required = judged.results.filter((result) => result.required).length;
  const unseen = unanswered > 0 ? ` ${unanswered} of ${required} required questions could not be answered.` : '';
  const worst = judged.results
    .filter(isBad)
    .sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || (a.check < b.check ? -1 : 1));
  const first = headline(worst[0]?.what ?? worst[0]?.title);
  switch (decision.status) {
    case 'COMPROMISED': {
      const incident = judged.incidents.find(isBreakIn);
      const what = incident?.title ?? first ?? 'a sign of a break-in was found';
      return `${decision.confidence === 'confirmed' ? 'Broken into' : 'Probably broken into'}: ${sentence(what)}${unseen}`;
    }
    case 'UNDER ATTACK':
      return `Someone is trying now: ${sentence(judged.incidents[0]?.title ?? 'an attempt within the last hour')}${unseen}`;
    case 'AT RISK': {
      const cap = decision.caps.find((one) => one.binding);
      const what = first ?? cap?.because ?? judged.incidents[0]?.title ?? 'a serious finding';
      return `An open door, no break-in seen: ${sentence(what)}${worst.length > 1 ? ` ${worst.length - 1} more of its kind.` : ''}${unseen}`;
    }
    case 'INCONCLUSIVE':
      return `Nothing bad was found, but ${unanswered} of ${required} required questions are unanswered; ${steps.length === 1 ? 'one action' : `${Math.min(steps.length, 3)} actions`} would settle most of them.`;
    case 'SAFE':
      return `Every one of the ${required} required questions was answered, and all ${answers.length} claims hold.`;
    default:
      return decision.status satisfies never;
  }
}

/** The claim of a finding without its lists: what stands before the first bracket of details. */
function headline(text: string | undefined): string | undefined {
  return text?.replace(/ \((?:fixed in|known later).*$/s, '').replace(/; also .*$/s, '');
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
