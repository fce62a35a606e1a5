/** Environment variables whose values stay in clear (evidence.md, Redaction). */
const CLEAR = new Set(['NODE_ENV', 'NODE_OPTIONS', 'LD_PRELOAD', 'DISABLE_SUBPROC_DIAG']);

/** True for names whose value may be shown. */
export function isClearName(name: string): boolean {
  return CLEAR.has(name) || /^CANDOR_[A-Z0-9_]{1,60}$/.test(name);
}

const SECRET_NAME =
  /pass(?:w|phrase|$|_)|secret|token|api[_-]?key|private|credential|salt|signing|(?:^|[_-])(?:auth|key|pwd)$|_key_|pwd/i;

/** True for names that promise a secret, so that its value is looked for everywhere else too. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
