import type { Classified } from './classified.js';
import { emptyFields, type Fields } from './log-fields.js';

const PROXY_ERROR =
  /^(?:\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d )?\[(warn|error|crit|alert|emerg|notice)\] (\d+)#\d+: (?:\*(\d+) )?(.*)$/s;
const TAIL_FIELD = /, (client|server|request|upstream|host|referrer): ("(?:[^"\\]|\\.)*"|[^,]*)/g;

function put(fields: Fields, key: string, value: string | undefined): void {
  if (value !== undefined && value !== '' && value !== '-') fields[key] = value.slice(0, 4_096);
}

/** A line of nginx's error log (ngx_log.c): level, message, errno, and the request it speaks of. */
export function readProxyError(body: string): Classified | null {
  const match = PROXY_ERROR.exec(body);
  if (match === null) return null;
  const rest = (match[4] ?? '').slice(0, 16_384);
  const fields = emptyFields();
  const from = rest.indexOf(', client: ');
  put(fields, 'level', match[1]);
  put(fields, 'message', from < 0 ? rest : rest.slice(0, from));
  put(fields, 'errno', /\((\d{1,3}): /.exec(rest)?.[1]);
  if (from >= 0)
    for (const field of rest.slice(from).matchAll(TAIL_FIELD))
      put(fields, field[1] ?? '', field[2]?.replace(/^"(.*)"$/s, '$1'));
  return { kind: 'proxy-error', fields, opens: null };
}

/** Parts of a request target, header or referrer that no ordinary visitor sends. */
export const SUSPICIOUS_REQUEST =
  /\$\(|\$\{|`|\bwget\b(?!\/)|\bcurl\b(?!\/)|%24%28|%60|__proto__|constructor(?:%3A|:)constructor|\.\.(?:\/|%2f)|\/etc\/passwd|\/proc\/self|\/bin\/(?:ba)?sh|%2fbin%2f|;\s*(?:id|sh|wget)\b|cgi-bin|\/\.env|\/\.git\/|jndi:|phpunit|eval-stdin|\(\)\s*\{|base64|execSync|child_process/i;

const ACCESS =
  /^(\S{1,300}) \S{1,100} (.{1,100}?) \[[^\]]{10,40}\] "([A-Z]{3,20}) (\S{0,8192})(?: HTTP\/[\d.]+)?" (\d{3}) (\d+|-)(?: "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)")?/;

/** A line in nginx's `combined` or `common` format (ngx_http_log_module). */
export function readAccessLine(body: string): Classified | null {
  const match = ACCESS.exec(body);
  if (match === null) return null;
  const fields = emptyFields();
  put(fields, 'client', match[1]);
  put(fields, 'user', match[2]);
  put(fields, 'method', match[3]);
  put(fields, 'target', match[4]);
  put(fields, 'status', match[5]);
  put(fields, 'bytes', match[6]);
  put(fields, 'referrer', match[7]);
  put(fields, 'userAgent', match[8]);
  return { kind: 'request', fields, opens: null };
}

/** Whether a request is worth a record of its own: odd content, a server error, or a body sent to a page. */
export function isNoteworthyRequest(method: string, target: string, status: string, tail: string): boolean {
  if (method === 'POST' && !/^\/(?:api|admin\/api|graphql)\b/.test(target)) return true;
  return status.startsWith('5') || SUSPICIOUS_REQUEST.test(tail);
}
