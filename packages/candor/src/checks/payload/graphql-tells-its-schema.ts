import { cannotTell, defineCheck, fail, type Outcome } from '../../core/check.js';
import { unseen } from '../../core/example.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import {
  forEachPayload,
  judgeNotes,
  judgeSource,
  Notes,
  type PayloadView,
  payloadNeeds,
  payloadUses,
} from './judge-payload.js';
import {
  exampleConfig,
  exampleLive,
  noPayload,
  withLive,
  withPayload,
  withSettings,
  withSource,
} from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

const settle = 'curl -s -o /dev/null -w "%{http_code}" http://127.0.0.1:3000/api/graphql-playground';

function judge(view: PayloadView): Outcome | readonly Outcome[] {
  const { live, subject } = view;
  if (live?.playground?.open === true) {
    const location = `${live.url}/api/graphql-playground`;
    return fail([live.playground.ref], { subject, what: 'the GraphQL playground answers everybody', location });
  }
  if (view.config === null && live?.playground?.open === false) {
    const detail = 'the playground is closed; whether introspection is, was not seen';
    return cannotTell('not-collected', detail, { subject, evidence: [live.playground.ref], settle });
  }
  return judgeSource(
    view,
    (source) => {
      if (source.config === null) return cannotTell('not-collected', 'buildConfig was not found', { subject, settle });
      const notes = new Notes();
      readGraphql(source.config, notes);
      return judgeNotes(view, source, notes, { what: 'GraphQL is off, or tells nothing in production', settle });
    },
    settle,
  );
}

/** Both are off in production by default (Payload documentation, GraphQL). */
function readGraphql(config: ConfigValue, notes: Notes): void {
  const disable = settingOf(config, 'graphQL.disable');
  if (literalOf(disable) === true) return;
  if (disable.state === 'unknown') unclearNote(notes, disable, 'graphQL.disable');
  for (const name of ['disablePlaygroundInProduction', 'disableIntrospectionInProduction']) {
    const setting = settingOf(config, `graphQL.${name}`);
    if (literalOf(setting) === false) notes.bad.push({ what: `graphQL.${name} is false`, ref: setting.ref });
    else if (setting.state === 'found' && setting.value.kind !== 'literal') unclearNote(notes, setting, name);
  }
}

/** PAY-18: GraphQL does not explain the database to visitors. */
export const graphqlTellsItsSchema = defineCheck({
  id: 'PAY-18',
  title: 'GraphQL tells its schema to everybody',
  questions: ['Q1', 'Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) => forEachPayload(facts, judge),
  whyItMatters: 'The schema names each collection and field: the map for everything else.',
  verifyByHand: settle,
  remediation: { text: 'Set graphQL.disable to true, or leave both disable…InProduction settings on.' },
  references: ['Payload documentation: GraphQL'],
  examples: {
    pass: [
      { title: 'disabled', facts: withSettings({ graphQL: { disable: true } }) },
      { title: 'the defaults', facts: withSource(exampleConfig()) },
      noPayload,
    ],
    fail: [
      { title: 'the playground answers', facts: withLive(openPlayground()) },
      {
        title: 'introspection in production',
        facts: withSettings({ graphQL: { disableIntrospectionInProduction: false } }),
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen() } },
      { title: 'neither source nor answers', facts: withPayload },
      { title: 'introspection was not seen', facts: withLive(exampleLive()) },
    ],
  },
});

function openPlayground() {
  const live = exampleLive();
  return { ...live, playground: { open: true, ref: live.ref } };
}
