import { type QuestionId, questionIds } from '../core/question.js';
import type { Answer, Incident } from '../core/report.js';
import { type Result, resultKey } from '../core/result.js';
import { isAtLeast } from '../core/severity.js';
import type { AnswerLimit } from './judgement.js';

/** The nine answers (verdict.md, section 1): bad beats unknown beats good, and a limit may only make one worse. */
export function answerQuestions(
  results: readonly Result[],
  incidents: readonly Incident[],
  limits: readonly AnswerLimit[],
): Answer[] {
  return questionIds.map((id) => answer(id, results, incidents, limits));
}

function answer(
  id: QuestionId,
  results: readonly Result[],
  incidents: readonly Incident[],
  limits: readonly AnswerLimit[],
): Answer {
  const mine = results.filter((result) => result.questions.includes(id));
  const bad = [
    ...mine.filter(isBad).map(resultKey),
    ...incidents
      .filter((incident) => incident.open && incident.questions.includes(id) && isAtLeast(incident.severity, 'high'))
      .map((incident) => incident.id),
    ...limits.filter((limit) => limit.question === id && limit.best === 'bad').map((limit) => limit.rule),
  ];
  if (bad.length > 0) return { id, answer: 'bad', because: unique(bad) };
  const unknown = [
    ...mine.filter(isUnanswered).map(resultKey),
    ...limits.filter((limit) => limit.question === id).map((limit) => limit.rule),
  ];
  if (unknown.length > 0) return { id, answer: 'unknown', because: unique(unknown) };
  const good = mine.filter((result) => result.state === 'pass' && result.required).map(resultKey);
  return { id, answer: 'good', because: unique(good) };
}

/** A failed check of severity high or critical. */
export function isBad(result: Result): boolean {
  return result.state === 'fail' && isAtLeast(result.severity, 'high');
}

/** A required check without an answer. */
export function isUnanswered(result: Result): boolean {
  return result.required && (result.state === 'unknown' || result.state === 'error' || result.state === 'stale');
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
