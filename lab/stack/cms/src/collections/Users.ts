import type { CollectionConfig } from 'payload';
import { admins, adminsOnlyField, adminsOrSelf } from '../access';

export const Users: CollectionConfig = {
  slug: 'users',
  auth: {
    tokenExpiration: 7200,
    maxLoginAttempts: 5,
    lockTime: 600_000,
    cookies: { secure: true, sameSite: 'Lax' },
  },
  access: {
    create: admins,
    read: adminsOrSelf,
    update: adminsOrSelf,
    delete: admins,
    unlock: admins,
    admin: ({ req }) => Boolean(req.user),
  },
  fields: [
    {
      name: 'roles',
      type: 'select',
      hasMany: true,
      options: ['admin', 'editor'],
      access: { create: adminsOnlyField, update: adminsOnlyField },
    },
  ],
};
