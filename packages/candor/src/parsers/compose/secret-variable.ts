const secretWords =
  /(?:^|_)(?:SECRET|PASSWORD|PASSWD|PASS|PWD|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)(?:S|_?\d+)?(?:_(?:KEY|VALUE|BASE64|PROD))?$/;
const publicNames = /^NEXT_PUBLIC_|^PUBLIC_|_FILE$|^PATH$/;

/** True when the name of an environment variable says that its value is a secret; `*_FILE` names point at one. */
export function isSecretName(name: string): boolean {
  const upper = name.toUpperCase();
  return secretWords.test(upper) && !publicNames.test(upper);
}

/** True for a secret by name, or a value that is an address with a password in it (`mongodb://user:word@host`). */
export function isSecretVariable(name: string, value: string): boolean {
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@]{1,200}:[^\s@/$]{1,200}@/i.test(value)) return true;
  return isSecretName(name) && !/^(?:|true|false|yes|no|none|null|\d{1,8})$/i.test(value);
}
