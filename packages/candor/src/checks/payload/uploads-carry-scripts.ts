import { defineCheck } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleAccess,
  exampleEntity,
  exampleUnclear,
  exampleUsers,
  noPayload,
  withEntities,
} from './payload-example.js';
import { settingOf, textsOf, unclearNote } from './read-config.js';
import { uploadOf } from './upload-of.js';

function media(types: readonly string[] | null) {
  return exampleEntity('media', { upload: types === null ? {} : { mimeTypes: types } });
}

function read(entity: PayloadEntity, notes: Notes): void {
  const upload = uploadOf(entity, notes);
  if (upload === null) return;
  const types = settingOf(upload, 'mimeTypes');
  const headers = settingOf(upload, 'modifyResponseHeaders');
  if (headers.state === 'found') {
    notes.good.push(headers.ref);
    return;
  }
  if (types.state === 'unknown') {
    unclearNote(notes, types, `mimeTypes of ${entity.slug}`);
    return;
  }
  const texts = types.state === 'found' ? textsOf(types.value).texts : ['*'];
  const risky = texts.find((text) =>
    /^(?:\*|\*\/\*|image\/\*|image\/svg\+xml|text\/(?:html|xml|\*)|application\/(?:xhtml\+xml|xml|\*))$/.test(text),
  );
  if (risky !== undefined) {
    notes.bad.push({
      what: `${entity.slug} takes ${risky === '*' ? 'every type' : risky}: SVG and HTML run in the site's own name`,
      ref: types.ref,
    });
  } else if (types.state === 'found' && !textsOf(types.value).whole)
    notes.unclear.push({ because: `not all of mimeTypes of ${entity.slug} was understood`, ref: types.ref });
}

/** PAY-21: no upload carries a script. */
export const uploadsCarryScripts = defineCheck({
  id: 'PAY-21',
  title: 'Uploads may carry scripts to the site itself',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'no upload carries a script',
      settle: 'grep -rn -A8 "mimeTypes" src/collections',
    }),
  whyItMatters: 'An SVG with script that an administrator opens acts as that administrator.',
  verifyByHand: 'curl -sI https://SITE/api/media/file/NAME.svg | grep -i content-disposition',
  remediation: { text: 'Name the image types without SVG, or answer files with Content-Disposition: attachment.' },
  references: ['Payload documentation: uploads'],
  examples: {
    pass: [
      { title: 'named images', facts: withEntities(exampleUsers(), media(['image/png', 'image/webp'])) },
      {
        title: 'headers are set',
        facts: withEntities(
          exampleEntity('media', {
            upload: { mimeTypes: ['image/*'], modifyResponseHeaders: exampleAccess('unknown') },
          }),
        ),
      },
      noPayload,
    ],
    fail: [
      { title: 'every image, SVG among them', facts: withEntities(media(['image/*'])) },
      { title: 'HTML', facts: withEntities(media(['text/html'])) },
      { title: 'every type', facts: withEntities(media(null)) },
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
