import { readFileSync } from 'node:fs';
import { parseWatchConfig } from '../config/parse-policy.js';
import type { WatchConfig } from '../config/watch-config.js';
import { CandorError } from '../core/errors.js';
import { policyPlace } from './load-policy.js';

/** The `watch:` part of the site's policy file; its defaults without one. */
export function loadWatchConfig(file: string | undefined): WatchConfig {
  const place = policyPlace(file);
  const config = parseWatchConfig(place === null ? '' : readFileSync(place, 'utf8'));
  if (config.ok) return config.value;
  throw new CandorError('CONFIG_INVALID', `${place}: ${config.reason}`, { hint: 'candor init writes a commented one' });
}
