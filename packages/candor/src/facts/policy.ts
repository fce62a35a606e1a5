import { defineFact } from '../core/fact.js';
import type { Policy } from '../core/policy.js';

/** What the site declares; always known (defaults when nothing is declared). */
export const policy = defineFact<Policy>({ id: 'policy', title: 'The declared policy', sources: ['policy'] });
