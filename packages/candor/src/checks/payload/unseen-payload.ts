import { unknown } from '../../core/fact.js';

/** Stands in for source and answers where a check does not look at them. */
export const unseenPayload = {
  payloadConfigs: unknown('not-collected', 'not looked at'),
  payloadLive: unknown('not-collected', 'not looked at'),
};
