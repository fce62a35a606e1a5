import type { CollectionConfig } from 'payload';
import { admins } from '../access';

export const Media: CollectionConfig = {
  slug: 'media',
  access: { create: admins, read: () => true, update: admins, delete: admins },
  upload: {
    staticDir: 'media',
    mimeTypes: ['image/jpeg', 'image/png', 'image/webp'],
    allowRestrictedFileTypes: false,
    pasteURL: false,
  },
  fields: [{ name: 'alt', type: 'text', required: true }],
};
