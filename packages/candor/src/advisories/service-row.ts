import type { AdvisoryRow } from './advisory-schema.js';

/** GitHub's and npm's severity words as ours; an unknown word counts as high, so that nothing is hidden by it. */
export function severityOfWord(word: string | undefined): AdvisoryRow['severity'] {
  switch (word?.toLowerCase()) {
    case 'low':
      return 'low';
    case 'moderate':
    case 'medium':
      return 'medium';
    case 'critical':
      return 'critical';
    default:
      return 'high';
  }
}
