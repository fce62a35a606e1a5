import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleEntity, exampleUnclear, noPayload, withEntities } from './payload-example.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';
import { uploadOf } from './upload-of.js';

function read(entity: PayloadEntity, notes: Notes): void {
  const upload = uploadOf(entity, notes);
  if (upload === null) return;
  const skip = settingOf(upload, 'skipSafeFetch');
  if (literalOf(skip) === true)
    notes.bad.push({ what: `${entity.slug} fetches inner addresses too (skipSafeFetch)`, ref: skip.ref });
  else if (skip.state === 'unknown') unclearNote(notes, skip, `skipSafeFetch of ${entity.slug}`);
  const list = settingOf(upload, 'pasteURL.allowList');
  if (list.state === 'unknown') {
    unclearNote(notes, list, `pasteURL of ${entity.slug}`);
    return;
  }
  const items = list.state === 'found' && list.value.kind === 'list' ? list.value.items : [];
  for (const item of items) {
    const host = literalOf(settingOf(item, 'hostname'));
    if (host === '*' || host === '**')
      notes.bad.push({ what: `pasteURL of ${entity.slug} allows every host`, ref: item.ref });
    else if (typeof host === 'string' && /^(?:localhost|127\.|10\.|192\.168\.|169\.254\.)/.test(host))
      notes.bad.push({
        what: `pasteURL of ${entity.slug} allows the inner address ${host.slice(0, 80)}`,
        ref: item.ref,
      });
  }
}

/** PAY-22: the server fetches from named hosts alone. */
export const serverFetchesWhatUsersPaste = defineCheck({
  id: 'PAY-22',
  title: 'The server fetches addresses that users paste',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'the server fetches from named hosts alone',
      settle: 'grep -rnE -A6 "pasteURL|skipSafeFetch" src/collections',
    }),
  whyItMatters: 'The server reaches what a visitor cannot: the database, the metadata service, the admin panel.',
  verifyByHand: 'grep -rnE -A6 "pasteURL|skipSafeFetch" src/collections',
  remediation: { text: 'Name the hosts in pasteURL.allowList and leave skipSafeFetch off.' },
  references: ['CVE-2026-27567'],
  examples: {
    pass: [
      { title: 'off', facts: withEntities(exampleEntity('media', { upload: { pasteURL: false } })) },
      {
        title: 'one host',
        facts: withEntities(
          exampleEntity('media', { upload: { pasteURL: { allowList: [{ hostname: 'media.example.org' }] } } }),
        ),
      },
      noPayload,
    ],
    fail: [
      {
        title: 'every host',
        facts: withEntities(exampleEntity('media', { upload: { pasteURL: { allowList: [{ hostname: '*' }] } } })),
      },
      { title: 'inner addresses', facts: withEntities(exampleEntity('media', { upload: { skipSafeFetch: true } })) },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'a list that is not in the source',
        facts: withEntities(exampleEntity('media', { upload: { pasteURL: exampleUnclear() } })),
      },
    ],
  },
});
