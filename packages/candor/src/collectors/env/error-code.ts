/** The `code` of a system error (`ENOENT`, …), null for anything else. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** An error with a code, for failures that look like those of the file system. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
