import { timingSafeEqual } from 'node:crypto';
import { type CollectionBeforeValidateHook, Forbidden } from 'payload';
import { secret } from '../secret';

/**
 * The first account needs the setup code that the operator reads from a file on the server; without it, whoever comes
 * first would own the system (`POST /api/users/first-register` asks nobody else). That account becomes the admin.
 */
export const guardFirstUser: CollectionBeforeValidateHook = ({ data, operation, req }) => {
  if (operation !== 'create' || req.user || req.payloadAPI === 'local') return withoutCode(data);
  if (!isSetupCode(data?.setupCode)) throw new Forbidden(req.t);
  return { ...withoutCode(data), roles: ['admin'] };
};

function withoutCode(data: Record<string, unknown> | undefined) {
  const { setupCode: _code, ...rest } = data ?? {};
  return rest;
}

function isSetupCode(given: unknown): boolean {
  const expected = Buffer.from(secret('SETUP_CODE'));
  const candidate = Buffer.from(typeof given === 'string' ? given : '');
  return candidate.length === expected.length && timingSafeEqual(candidate, expected);
}
