import type { CollectionConfig } from 'payload';
import { admins, editors, published } from '../access/rules';

export const Episodes: CollectionConfig = {
  slug: 'episodes',
  admin: { useAsTitle: 'title', defaultColumns: ['title', '_status', 'airedAt'] },
  access: { create: editors, read: published, readVersions: editors, update: editors, delete: admins },
  versions: { drafts: true, maxPerDoc: 20 },
  fields: [
    { name: 'title', type: 'text', required: true, maxLength: 200 },
    { name: 'slug', type: 'text', required: true, unique: true, index: true, maxLength: 100 },
    { name: 'airedAt', type: 'date' },
    { name: 'summary', type: 'textarea', maxLength: 2000 },
    { name: 'body', type: 'richText' },
    { name: 'cover', type: 'upload', relationTo: 'media' },
  ],
};
