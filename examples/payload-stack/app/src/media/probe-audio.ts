import type { CollectionBeforeChangeHook } from 'payload';
import { audioDurationSec } from './ffprobe';

/** Writes the length of an uploaded sound file beside it. A file that cannot be read keeps the length empty. */
export const probeAudio: CollectionBeforeChangeHook = async ({ data, req }) => {
  const file = req.file;
  if (!file?.mimetype.startsWith('audio/')) return data;
  try {
    return { ...data, durationSec: await audioDurationSec(file.data) };
  } catch (error) {
    req.payload.logger.warn({ msg: 'the length of an upload could not be read', error: String(error) });
    return data;
  }
};
