import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { collection } from '../../facts/collection.js';
import { type Container, containers, type EnvEntry } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { exampleCollection } from '../../facts/examples-collection.js';
import { blindSpot } from '../shared/blind-spot.js';
import { forEachPayload, type PayloadView, payloadNeeds } from './judge-payload.js';
import { noPayload, withPayload } from './payload-example.js';
import { unseenPayload } from './unseen-payload.js';

/** Shortest secret, in characters (checks.md: 32 bytes; Payload documentation, production deployment). */
const shortest = 32;

/** The variable itself, and the content of the file that `PAYLOAD_SECRET_FILE` names, which the collector reads beside it. */
const secretNames: ReadonlySet<string> = new Set(['PAYLOAD_SECRET', 'PAYLOAD_SECRET_FILE#text']);

/** The secrets of an app's containers, the one of its own container first. */
function secretsOf(view: PayloadView, all: readonly Container[]): { container: Container; entry: EnvEntry }[] {
  const { app } = view;
  const own = all.filter(
    (each) => each.running && (each.name === app.container || (app.project !== null && each.project === app.project)),
  );
  return own.flatMap((container) =>
    container.env.filter((entry) => secretNames.has(entry.name)).map((entry) => ({ container, entry })),
  );
}

function judgeSecret(
  { container, entry }: { container: Container; entry: EnvEntry },
  manual: boolean,
  subject: string,
) {
  const length = entry.length ?? (entry.value === '' ? 0 : null);
  const finding = (what: string): Outcome =>
    fail([container.ref], { subject, what, location: `${container.name}: PAYLOAD_SECRET` });
  if (entry.strength === 'example') return finding('PAYLOAD_SECRET is a word of an example or template');
  if (length === null)
    return cannotTell('unparseable', 'PAYLOAD_SECRET is given in a form that tells neither length nor strength', {
      subject,
    });
  if (length < shortest) return finding(`PAYLOAD_SECRET has ${length} characters; ${shortest} is the least`);
  if (entry.strength === 'weak') return finding('PAYLOAD_SECRET can be guessed: its characters repeat');
  if (entry.strength === 'strong')
    return pass([container.ref], { subject, what: `PAYLOAD_SECRET has ${length} characters and no pattern` });
  if (manual)
    return pass([container.ref], {
      subject,
      what: `PAYLOAD_SECRET has ${length} characters (entropy class not given: the bundle was made by hand)`,
    });
  return cannotTell('unparseable', `PAYLOAD_SECRET has ${length} characters; how hard it is to guess was not told`, {
    subject,
  });
}

/** PAY-01: the secret that signs logins cannot be guessed. */
export const payloadSecretIsWeak = defineCheck({
  id: 'PAY-01',
  title: 'The secret of Payload can be guessed',
  questions: ['Q1', 'Q2'],
  severity: 'critical',
  required: true,
  needs: { ...payloadNeeds, containers },
  uses: { collection },
  decide: ({ nodeApps, containers: all, collection: capture }) =>
    forEachPayload({ nodeApps, ...unseenPayload }, (view): Outcome | readonly Outcome[] => {
      const manual = capture.status === 'known' && capture.value.mode === 'manual';
      const secrets = secretsOf(view, all.value);
      if (secrets.length > 0) return secrets.map((each) => judgeSecret(each, manual, view.subject));
      const gap = blindSpot(all);
      return cannotTell(
        gap?.reason ?? 'not-collected',
        gap?.detail ?? 'PAYLOAD_SECRET is in no environment of its containers: a file or the process may hold it',
        { subject: view.subject, settle: 'printf %s "$PAYLOAD_SECRET" | wc -c' },
      );
    }),
  whyItMatters: 'Who knows the secret signs himself in as anybody; a guessed one needs no request to the site.',
  verifyByHand: 'docker exec CONTAINER sh -c \'printf %s "$PAYLOAD_SECRET" | wc -c\'',
  remediation: {
    text: 'Make a new secret and restart the app; every session ends.',
    commands: ['openssl rand -hex 32'],
  },
  references: ['Payload documentation: production deployment'],
  examples: {
    pass: [
      { title: '64 characters, no pattern', facts: secret(64, 'strong') },
      { title: 'in a file, as long', facts: secret(72, 'strong', 'local', 'PAYLOAD_SECRET_FILE#text') },
      { title: 'a bundle made by hand tells the length alone', facts: secret(64, null, 'manual') },
      noPayloadHere(),
    ],
    fail: [
      { title: 'the one of the example', facts: secret(40, 'example') },
      { title: 'too short', facts: secret(20, 'strong') },
      { title: 'in a file, too short', facts: secret(12, 'weak', 'local', 'PAYLOAD_SECRET_FILE#text') },
      { title: 'too short, in a bundle made by hand', facts: secret(16, null, 'manual') },
      { title: 'one character, many times', facts: secret(64, 'weak') },
      {
        title: 'empty',
        facts: { ...withPayload, containers: seen([container({ length: null, strength: null, value: '' })]) },
      },
    ],
    blind: [
      { title: 'nothing could be read', facts: { nodeApps: unseen(), containers: unseen() } },
      {
        title: 'a file that was not read',
        facts: {
          ...withPayload,
          containers: seen([container({ length: 44, strength: null, value: 'x' }, 'PAYLOAD_SECRET_FILE')]),
        },
      },
      { title: 'no such variable', facts: { ...withPayload, containers: seen([exampleContainer()]) } },
      { title: 'a part of the containers', facts: { ...withPayload, containers: partlySeen([exampleContainer()]) } },
      { title: 'the collector gave no class', facts: secret(64, null) },
    ],
  },
});

function container(entry: Omit<EnvEntry, 'name'>, name = 'PAYLOAD_SECRET'): Container {
  return exampleContainer({ env: [{ name, ...entry }] });
}

function secret(
  length: number,
  strength: EnvEntry['strength'],
  mode: 'local' | 'manual' = 'local',
  name = 'PAYLOAD_SECRET',
) {
  const value = `hmac-sha256:0d5c1f9a7be3:${length}`;
  return {
    ...withPayload,
    containers: seen([container({ value, strength, length }, name)]),
    collection: seen(exampleCollection({}, { mode })),
  };
}

function noPayloadHere() {
  return { ...noPayload, facts: { ...noPayload.facts, containers: seen([exampleContainer()]) } };
}
