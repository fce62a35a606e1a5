const ACCESS_HEAD = /^[\w.:[\]-]{3,60} \S+ \S+ \[/;
const REQUEST_LOG = /^ ?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/\S* (?:\d{3}|in )/;
const LEVELLED =
  /^(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|LOG|(?:trace|debug|info|notice|warn(?:ing)?|error|log)(?: {1,2}-|:)|\d{1,6}:[MCXS] )/;
const TAG = /^\[([A-Za-z][\w .:/@-]{0,60})\]/;
const SYSLOG = /^\S{1,100} ([\w./()-]{1,60}?)(?:\[\d+\])?: /;
const NEXT = /^ {0,4}(?:[✓○⚠⨯▲\u00e2]|- (?:Local|Network|Environments|Experiments|env))/;
const INSPECTED = /^\s+[\w'"$.[\]-]{1,60}:\s/;

function indented(body: string): string | null {
  const trimmed = body.trimStart();
  if (trimmed === '') return 'blank';
  if (trimmed.startsWith('at ')) return 'stack frame';
  if (INSPECTED.test(body) || /^[}\])]+[,;]?$/.test(trimmed)) return 'inspected value';
  if (NEXT.test(body)) return 'next';
  return REQUEST_LOG.test(body) ? 'request log' : null;
}

function bracketed(body: string): string | null {
  const tag = TAG.exec(body)?.[1];
  if (tag !== undefined) return `[${tag}]`;
  return /^\[\d\d?:\d\d:\d\d/.test(body) ? 'timed text' : ACCESS_HEAD.test(body) ? 'request' : null;
}

function worded(body: string): string | null {
  if (LEVELLED.test(body)) return 'levelled text';
  if (ACCESS_HEAD.test(body)) return 'request';
  if (REQUEST_LOG.test(body)) return 'request log';
  if (NEXT.test(body)) return 'next';
  const program = SYSLOG.exec(body)?.[1];
  return program === undefined ? null : `syslog ${program}`;
}

/**
 * The template of a line that holds nothing of interest, for counting; null when the line follows no known form. `body`
 * is without time and prefix; texts read from bytes are Latin-1.
 */
export function ordinaryTemplate(body: string): string | null {
  switch (body.charCodeAt(0)) {
    case 32:
    case 9:
      return indented(body);
    case 62:
      return body.startsWith('> ') ? 'package script banner' : null;
    case 123:
      return body.endsWith('}') ? 'json' : 'json block';
    case 125:
    case 93:
    case 41:
      return /^[}\])]+[,;]?\s*$/.test(body) ? 'inspected value' : null;
    case 91:
      return bracketed(body);
    default:
      return body === '' ? 'blank' : worded(body);
  }
}
