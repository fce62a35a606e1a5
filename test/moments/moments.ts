import { attacks } from './attacks.js';
import { caseMoments } from './case-moments.js';
import { firstMoments } from './first-moments.js';
import type { MomentCase } from './moment-case.js';
import { benignTwins } from './twins.js';

/** Moments of the case, other attacks, and their benign twins. */
export const moments: Record<string, MomentCase> = { ...firstMoments, ...caseMoments, ...attacks, ...benignTwins };
