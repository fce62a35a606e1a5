import type { Access, FieldAccess } from 'payload';

export const admins: Access = ({ req: { user } }) => Boolean(user?.roles?.includes('admin'));
export const adminsOnlyField: FieldAccess = ({ req: { user } }) => Boolean(user?.roles?.includes('admin'));
export const adminsOrSelf: Access = ({ req: { user } }) => {
  if (!user) return false;
  return user.roles?.includes('admin') ? true : { id: { equals: user.id } };
};
export const published: Access = ({ req: { user } }) => (user ? true : { _status: { equals: 'published' } });
