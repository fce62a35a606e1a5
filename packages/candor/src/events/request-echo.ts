/** A text that came from outside, with its time in microseconds since the epoch (null: unknown, matches any time). */
export interface RequestText {
  readonly text: string;
  readonly atMicros: number | null;
}

/** Where a command text was found in request content. */
export interface RequestEcho {
  readonly matched: string;
  readonly request: RequestText;
}

/** Request and command belong together within five minutes: nginx writes its line when the answer ends. */
export const ECHO_WINDOW_MICROS = 300_000_000;
const SHORTEST = 8;
const MOST_CHARS = 65_536;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // a stray percent sign: the text as written is compared
  }
}

/** One spelling for texts that went through URL encoding, JSON and `\xHH` escapes of access logs. */
function normalised(text: string): string {
  const bounded = text
    .slice(0, MOST_CHARS)
    .replaceAll(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decoded(bounded)
    .replaceAll(/\\(["'\\/])/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Each request is brought to one spelling once, however many commands are looked for in it. */
const spellings = new WeakMap<RequestText, string>();

function spellingOf(request: RequestText): string {
  const known = spellings.get(request) ?? normalised(request.text);
  spellings.set(request, known);
  return known;
}

function isNear(left: number | null, right: number | null): boolean {
  return left === null || right === null || Math.abs(left - right) <= ECHO_WINDOW_MICROS;
}

/**
 * `REQUEST_ECHO`: the request line, header, query or validation message of the same time in which a command text also
 * stands; such a text is an attempt, never proof of execution. Texts under 8 characters prove nothing.
 */
export function findRequestEcho(
  command: string,
  atMicros: number | null,
  requests: readonly RequestText[],
): RequestEcho | null {
  const wanted = normalised(command);
  if (wanted.length < SHORTEST) return null;
  for (const request of requests) {
    if (isNear(atMicros, request.atMicros) && spellingOf(request).includes(wanted))
      return { matched: wanted.slice(0, 500), request };
  }
  return null;
}

const MESSAGE =
  /(?:ValidationError|invalid|must be|expected|rejected|unexpected value|not allowed|bad request|cast to|is not a valid|ZodError|following field)/i;
const REQUEST_LINE =
  /"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S|\brequest: "|\b(?:user-?agent|referer|referrer|query|params|body|headers|url)["']?\s*[:=]/i;

/** Whether a log line itself quotes a request: an access line, a header dump or a validation message. */
export function quotesRequest(line: string): boolean {
  const bounded = line.slice(0, 8_192);
  return REQUEST_LINE.test(bounded) || MESSAGE.test(bounded);
}
