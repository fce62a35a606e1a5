/** The nine claims of a report (verdict.md, section 1), in the order in which they are printed. */
export const questions = {
  Q1: { name: 'exposure', claim: 'Only what should be reachable is' },
  Q2: { name: 'vulnerability', claim: 'No known hole is running' },
  Q3: { name: 'running-now', claim: 'Nothing foreign is running now' },
  Q4: { name: 'ran-before', claim: 'Nothing foreign ran in the window' },
  Q5: { name: 'egress', claim: 'Nothing talks where it should not' },
  Q6: { name: 'persistence', claim: 'No way back was left' },
  Q7: { name: 'containment', claim: 'A break-in stays in its container' },
  Q8: { name: 'would-we-know', claim: 'We would have noticed' },
  Q9: { name: 'closure', claim: 'Old incidents are closed: cause known, hole fixed, secrets changed' },
} as const;

/** `Q1` … `Q9`. */
export type QuestionId = keyof typeof questions;

/** All question ids in order. */
export const questionIds = Object.keys(questions) as QuestionId[]; // keys of a const object are exactly its type
