import type { ConfigValue, PayloadEntity } from '../../facts/payload-config.js';
import type { Notes } from './judge-payload.js';
import { literalOf, settingOf, unclearNote } from './read-config.js';

/** The upload settings of a collection; null when it takes no files, or when they were not understood (then noted). */
export function uploadOf(entity: PayloadEntity, notes: Pick<Notes, 'unclear'>): ConfigValue | null {
  const upload = settingOf(entity.value, 'upload');
  if (upload.state === 'unknown') unclearNote(notes, upload, `upload of ${entity.slug}`);
  if (upload.state !== 'found' || literalOf(upload) === false) return null;
  return upload.value;
}
