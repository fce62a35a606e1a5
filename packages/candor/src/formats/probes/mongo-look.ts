import type { Parsed } from '../../core/parsed.js';
import { dateOrNull, filledOrNull, listOf, member, numberOrNull, objectOf, stringsOf } from '../text/json-values.js';
import { readOneObject } from '../text/lined-objects.js';

/** What the same server told a login that the site declares, and the newest of its backups. */
export interface MongoLook {
  readonly login: { readonly state: string; readonly detail: string } | null;
  readonly users:
    | readonly { readonly user: string; readonly print: string; readonly roles: readonly string[] }[]
    | null;
  readonly storedScripts: readonly string[] | null;
  readonly featureCompatibilityVersion: string | null;
  readonly backup: {
    readonly folder: string;
    readonly newestAt: Date | null;
    readonly newestBytes: number | null;
    readonly problem: string | null;
  } | null;
}

/** Most users and functions that are read of one server. */
const maxRows = 500;

/** Reads the part of `mongo.probe` that takes a login; everything is null in a probe without one. */
export function readMongoLook(text: string): Parsed<MongoLook> {
  return readOneObject(
    text,
    ({ object }) => ({
      login: loginOf(member(object, 'login')),
      users: listOrNull(member(object, 'users'))?.flatMap(userOf) ?? null,
      storedScripts: stringsOrNull(member(object, 'storedScripts')),
      featureCompatibilityVersion: filledOrNull(member(object, 'featureCompatibilityVersion')),
      backup: backupOf(member(object, 'backup')),
    }),
    'no mongo probe',
  );
}

function listOrNull(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value.slice(0, maxRows) : null;
}

function stringsOrNull(value: unknown): string[] | null {
  const list = listOrNull(value);
  return list === null ? null : stringsOf(list);
}

function loginOf(value: unknown): MongoLook['login'] {
  const state = filledOrNull(member(objectOf(value), 'state'));
  if (state === null) return null;
  return { state, detail: filledOrNull(member(objectOf(value), 'detail')) ?? '' };
}

function userOf(value: unknown) {
  const user = filledOrNull(member(objectOf(value), 'user'));
  if (user === null) return [];
  const print = filledOrNull(member(objectOf(value), 'print')) ?? '';
  return [{ user, print, roles: stringsOf(listOf(member(objectOf(value), 'roles'))) }];
}

function backupOf(value: unknown): MongoLook['backup'] {
  const folder = filledOrNull(member(objectOf(value), 'folder'));
  if (folder === null) return null;
  return {
    folder,
    newestAt: dateOrNull(member(objectOf(value), 'newestAt')),
    newestBytes: numberOrNull(member(objectOf(value), 'newestBytes')),
    problem: filledOrNull(member(objectOf(value), 'problem')),
  };
}
