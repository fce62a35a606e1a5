import { cannotTell, defineCheck, notApplicable, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { nextSources } from '../../facts/next-source.js';
import { exampleSource } from './next-example.js';

/** NXT-12: several holes skip the middleware; whether each handler checks again is for a person to read. */
export const middlewareIsTheOnlyGuard = defineCheck({
  id: 'NXT-12',
  title: 'The middleware may be the only guard of a route',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { nextSources },
  decide: ({ nextSources: sources }) => {
    if (sources.value.length === 0) return notApplicable(sources.evidence, 'no source of an app');
    return sources.value.map((source): Outcome => {
      const { subject, middleware } = source;
      if (middleware?.decidesAccess) {
        const detail = 'the middleware decides access; whether each handler checks the session too was not judged';
        return cannotTell('unsupported', detail, {
          subject,
          evidence: [middleware.ref],
          settle: 'read each route under app/ for a session check of its own',
        });
      }
      if (middleware !== null) return pass([middleware.ref], { subject, what: 'the middleware decides no access' });
      if (!source.whole) return cannotTell('not-collected', 'not the whole source was read', { subject });
      return pass([source.ref], { subject, what: 'no middleware' });
    });
  },
  whyItMatters: 'Each hole that skips the middleware then opens the route to everyone.',
  verifyByHand: 'ls middleware.* proxy.* src/middleware.* src/proxy.*',
  remediation: { text: 'Check the session in each handler and server action too.' },
  references: ['CVE-2025-29927', 'CVE-2026-45109'],
  examples: {
    pass: [
      { title: 'no middleware', facts: { nextSources: seen([exampleSource()]) } },
      {
        title: 'a middleware for redirects',
        facts: {
          nextSources: seen([exampleSource({ middleware: { decidesAccess: false, ref: exampleRef('app.source') } })]),
        },
      },
    ],
    fail: [],
    blind: [
      { title: 'no source', facts: { nextSources: unseen() } },
      { title: 'a part of the source', facts: { nextSources: seen([exampleSource({ whole: false })]) } },
      {
        title: 'a middleware that reads sessions',
        facts: {
          nextSources: seen([exampleSource({ middleware: { decidesAccess: true, ref: exampleRef('app.source') } })]),
        },
      },
    ],
  },
});
