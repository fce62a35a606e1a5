/** Calls back for every `name=value` of a record body; one pass, nothing is copied but names and values. */
export function eachAuditField(
  body: string,
  from: number,
  visit: (name: string, text: string, quoted: boolean) => void,
): void {
  let at = from;
  while (at < body.length) {
    const equals = body.indexOf('=', at);
    if (equals < 0) return;
    const before = body.slice(at, equals);
    const name = before.slice(before.lastIndexOf(' ') + 1);
    const quote = body[equals + 1];
    const quoted = quote === '"' || quote === "'";
    const start = quoted ? equals + 2 : equals + 1;
    const found = body.indexOf(quoted ? quote : ' ', start);
    const end = found < 0 ? body.length : found;
    visit(name, body.slice(start, end), quoted);
    at = end + 1;
  }
}

/** Untrusted text of audit: quoted as it is, bare as upper-case hex of its bytes, `(null)` as nothing. */
export function untrusted(text: string, quoted: boolean): string | null {
  if (quoted) return text;
  if (text === '(null)' || text === '?' || text === '(none)') return null;
  return isHex(text) ? Buffer.from(text, 'hex').toString('utf8') : text;
}

/** Whether a bare value is hex of whole bytes. */
export function isHex(text: string): boolean {
  return text.length > 1 && text.length % 2 === 0 && /^[0-9A-Fa-f]+$/.test(text);
}
