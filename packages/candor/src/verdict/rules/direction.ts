import { traced } from '../changes.js';
import { claimsOf } from '../claims.js';
import { defineRule } from '../rule.js';

/** Rule 29: refusing what comes from a download server does not stop anybody from fetching there. */
export const direction = defineRule({
  id: 'DIRECTION',
  number: 29,
  reason: 'The server opened the connection itself; the rule looked the other way.',
  apply: (judgement, { facts }) => {
    const claims = claimsOf(facts);
    return judgement.incidents.reduce((next, incident) => {
      const servers = incident.indicators
        .filter(
          (indicator) => indicator.role === 'payload-server' || indicator.role === 'pool' || indicator.role === 'c2',
        )
        .map((indicator) => indicator.value);
      const claim = claims.find(
        (one) =>
          servers.some((server) => one.text.includes(server)) &&
          /\b(?:deny|reject|block|drop)\w*\b/i.test(one.text) &&
          /\bdeny from\b|(?:^|\s)(?:-s|--source)\s|\bsaddr\b|\bINPUT\b|\b(?:incoming|inbound)\b/i.test(one.text),
      );
      return claim
        ? traced(
            next,
            'DIRECTION',
            incident.id,
            'no mitigation',
            `${claim.where} refuses what comes from the server; the fetch goes out`,
            [claim.ref],
          )
        : next;
    }, judgement);
  },
});
