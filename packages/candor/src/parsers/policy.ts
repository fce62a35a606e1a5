import { parsePolicy } from '../config/parse-policy.js';
import { refTo } from '../core/evidence.js';
import { known, unknown } from '../core/fact.js';
import { defaultPolicy } from '../core/policy.js';
import { policy } from '../facts/policy.js';
import { defineParser } from './parser.js';
import { readArtifacts } from './readings.js';

/** The policy in force at capture; the built-in defaults when the site declared none. */
export const policyParser = defineParser(policy, (context) => {
  const readings = readArtifacts(context, 'policy', parsePolicy);
  const last = readings.rows.at(-1);
  if (last) return known(last.value, [refTo(last.artifact)], last.artifact.capturedAt);
  if (readings.gap?.reason === 'unparseable') return unknown('unparseable', readings.gap.detail);
  return known(
    defaultPolicy,
    [{ artifact: 'policy', subject: 'host', excerpt: 'built-in defaults: nothing was declared' }],
    context.now,
  );
});
