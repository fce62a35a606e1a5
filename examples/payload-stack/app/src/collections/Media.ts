import type { CollectionConfig } from 'payload';
import { admins, editors } from '../access/rules';
import { mediaDir } from '../media/media-dir';
import { probeAudio } from '../media/probe-audio';

export const Media: CollectionConfig = {
  slug: 'media',
  access: { create: editors, read: () => true, update: editors, delete: admins },
  upload: {
    staticDir: mediaDir,
    mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'audio/mpeg', 'audio/flac'],
    allowRestrictedFileTypes: false,
    pasteURL: false,
    imageSizes: [{ name: 'card', width: 480 }],
    adminThumbnail: 'card',
  },
  hooks: { beforeChange: [probeAudio] },
  fields: [
    { name: 'alt', type: 'text', required: true, maxLength: 300 },
    {
      name: 'durationSec',
      type: 'number',
      admin: { readOnly: true },
      access: { create: () => false, update: () => false },
    },
  ],
};
