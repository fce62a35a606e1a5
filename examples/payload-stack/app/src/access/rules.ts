import type { Access, FieldAccess } from 'payload';

/** Only people with the role `admin`. */
export const admins: Access = ({ req: { user } }) => Boolean(user?.roles?.includes('admin'));

/** A field that only people with the role `admin` may set. */
export const adminsOnlyField: FieldAccess = ({ req: { user } }) => Boolean(user?.roles?.includes('admin'));

/** People with the role `admin` all accounts, everybody else his own. */
export const adminsOrSelf: Access = ({ req: { user } }) => {
  if (!user) return false;
  return user.roles?.includes('admin') ? true : { id: { equals: user.id } };
};

/** People who write: editors and admins. */
export const editors: Access = ({ req: { user } }) =>
  Boolean(user?.roles?.includes('admin') || user?.roles?.includes('editor'));

/** Visitors see what is published, people who are logged in everything. */
export const published: Access = ({ req: { user } }) => (user ? true : { _status: { equals: 'published' } });
