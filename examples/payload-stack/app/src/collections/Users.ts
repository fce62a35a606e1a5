import type { CollectionConfig } from 'payload';
import { guardFirstUser } from '../access/guard-first-user';
import { admins, adminsOnlyField, adminsOrSelf } from '../access/rules';

export const Users: CollectionConfig = {
  slug: 'users',
  admin: { useAsTitle: 'email' },
  auth: {
    tokenExpiration: 7200,
    maxLoginAttempts: 5,
    lockTime: 600_000,
    useAPIKey: false,
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
  hooks: { beforeValidate: [guardFirstUser] },
  fields: [
    {
      name: 'roles',
      type: 'select',
      hasMany: true,
      options: ['admin', 'editor'],
      defaultValue: ['editor'],
      access: { create: adminsOnlyField, update: adminsOnlyField },
    },
    {
      name: 'setupCode',
      type: 'text',
      virtual: true,
      access: { read: () => false, create: ({ req }) => !req.user, update: () => false },
      admin: {
        readOnly: false,
        description: 'Only for the first account: the content of the file SETUP_CODE_FILE on the server.',
        condition: (_data, _siblingData, { user }) => !user,
      },
    },
  ],
};
