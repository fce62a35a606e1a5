import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleEntity,
  exampleUnclear,
  exampleUsers,
  noPayload,
  withEntities,
} from './payload-example.js';
import { literalOf, settingOf, textsOf, unclearNote } from './read-config.js';
import { uploadOf } from './upload-of.js';

function media(types: readonly string[] | null) {
  return exampleEntity('media', { upload: types === null ? {} : { mimeTypes: types } });
}

function read(entity: PayloadEntity, notes: Notes): void {
  const upload = uploadOf(entity, notes);
  if (upload === null) return;
  const types = settingOf(upload, 'mimeTypes');
  if (types.state === 'unknown') unclearNote(notes, types, `mimeTypes of ${entity.slug}`);
  else if (types.state === 'absent')
    notes.bad.push({ what: `${entity.slug} takes files of every type`, ref: types.ref });
  else if (textsOf(types.value).texts.some((text) => /^(?:\*|\*\/\*|application\/\*)$/.test(text)))
    notes.bad.push({ what: `mimeTypes of ${entity.slug} allows everything`, ref: types.ref });
  if (literalOf(settingOf(upload, 'allowRestrictedFileTypes')) === true)
    notes.bad.push({ what: `${entity.slug} takes programs and scripts (allowRestrictedFileTypes)`, ref: upload.ref });
}

/** PAY-20: uploads take named types alone. */
export const uploadsTakeAnyFile = defineCheck({
  id: 'PAY-20',
  title: 'Uploads take any kind of file',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'uploads take named types alone',
      settle: 'grep -rn -A8 "upload:" src/collections',
    }),
  whyItMatters: 'A script among the uploads runs in the browser of an editor, or on the server.',
  verifyByHand: 'grep -rn -A8 "upload:" src/collections',
  remediation: {
    text: 'Name upload.mimeTypes and leave allowRestrictedFileTypes off; set upload.limits.fileSize in buildConfig.',
  },
  references: ['Payload documentation: uploads'],
  examples: {
    pass: [
      { title: 'images', facts: withEntities(exampleUsers(), media(['image/png'])) },
      { title: 'no uploads', facts: withEntities(exampleUsers()) },
      noPayload,
    ],
    fail: [
      { title: 'every type', facts: withEntities(media(null)) },
      { title: 'upload: true', facts: withEntities(exampleEntity('media', { upload: true })) },
      {
        title: 'programs',
        facts: withEntities(
          exampleEntity('media', { upload: { mimeTypes: ['image/png'], allowRestrictedFileTypes: true } }),
        ),
      },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'types that are not in the source',
        facts: withEntities(exampleEntity('media', { upload: { mimeTypes: exampleUnclear() } })),
      },
    ],
  },
});
