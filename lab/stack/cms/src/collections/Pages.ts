import type { CollectionConfig } from 'payload';
import { admins, published } from '../access';

export const Pages: CollectionConfig = {
  slug: 'pages',
  access: { create: admins, read: published, readVersions: admins, update: admins, delete: admins },
  versions: { drafts: true },
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'body', type: 'richText' },
  ],
};
