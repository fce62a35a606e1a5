/** Exit codes beside the verdict's 0–4; numbers from sysexits(3), and a shell's 128 + SIGINT. */
export const exitCodes = { usage: 64, data: 65, internal: 70, interrupted: 130 } as const;

/** Every error code of the product; the docs list is compared with this table by a test. */
export const errorCodes = {
  USAGE: exitCodes.usage,
  BUNDLE_NOT_FOUND: exitCodes.data,
  BUNDLE_MANIFEST: exitCodes.data,
  BUNDLE_FORMAT_NEWER: exitCodes.data,
  BUNDLE_HASH_MISMATCH: exitCodes.data,
  BUNDLE_PATH_ESCAPES: exitCodes.data,
  BUNDLE_TOO_LARGE: exitCodes.data,
  BUNDLE_ARCHIVE: exitCodes.data,
  CONFIG_INVALID: exitCodes.data,
  CASE_EDITED: exitCodes.data,
  CASE_NOT_FOUND: exitCodes.data,
  CASE_LOCKED: exitCodes.internal,
  ADVISORY_DATA: exitCodes.data,
  INPUT_INVALID: exitCodes.data,
  FIREWALL_FAILED: exitCodes.data,
  BLOCK_REFUSED: exitCodes.data,
  REMOTE_FAILED: exitCodes.data,
  STORE_UNUSABLE: exitCodes.data,
  INTERRUPTED: exitCodes.interrupted,
  FIX_NOT_FOUND: exitCodes.data,
  FIX_JOURNAL: exitCodes.data,
  INTERNAL: exitCodes.internal,
} as const;

/** A code of {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;

/** The one exception class: a run that cannot go on. `hint` says the way out. */
export class CandorError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'CandorError';
    this.code = code;
    this.hint = options.hint ?? null;
  }

  /** Exit code of the process when this error ends it. */
  get exitCode(): number {
    return errorCodes[this.code];
  }
}
