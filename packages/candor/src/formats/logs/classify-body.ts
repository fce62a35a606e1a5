import type { Classified } from './classified.js';
import { emptyFields, type Fields, jsonFields, pairFields } from './log-fields.js';
import { readAccessLine, readProxyError } from './nginx-lines.js';

const TAGGED = /^\[([A-Za-z][\w .:/-]{0,60})\]\s*(.*)$/s;
const MONITOR_TAG = /SUBPROC|CHILD_?PROCESS|PROC_?DIAG|EXEC_?(?:MONITOR|GUARD|DIAG)|SPAWN/i;
const PATCH_WORDS = /monkey-?patch|patch(?:ed|ing)?\b|hook(?:ed|s)?\b|instrument|protection|guard|monitor/i;
const FAILED = /fail(?:ed|ure)|cannot find module|could not|unable to|not a function|not installed|skipped/i;
const OFF = /disabled|switched off|inactive|not enabled/i;
const ON = /installed|enabled|active|initiali[sz]ed|loaded|ready|started/i;

function fieldsOf(entries: Readonly<Record<string, string | undefined>>): Fields {
  const fields = emptyFields();
  for (const [key, value] of Object.entries(entries))
    if (value !== undefined && value !== '') fields[key] = value.slice(0, 8_192);
  return fields;
}

function monitorState(tag: string, rest: string): Classified | null {
  if (!MONITOR_TAG.test(tag) && !PATCH_WORDS.test(rest) && !/PROTECTION|GUARD|SECURITY/i.test(tag)) return null;
  const state = OFF.test(rest) ? 'disabled' : FAILED.test(rest) ? 'failed' : ON.test(rest) ? 'installed' : null;
  if (state === null) return null;
  const flag = /\b([A-Z][A-Z0-9_]{3,}=\w+)/.exec(rest)?.[1];
  const module = /cannot find module ['"]?([^'"\s]+)/i.exec(rest)?.[1];
  return {
    kind: 'sensor-state',
    fields: fieldsOf({ sensor: tag, state, flag, module, message: rest.slice(0, 500) }),
    opens: null,
  };
}

function hasCommand(fields: Fields): boolean {
  return ['cmd', 'command', 'argv', 'args', 'file'].some((key) => fields[key] !== undefined);
}

function withTag(fields: Fields, tag: string): Fields {
  fields.tag ??= tag;
  return fields;
}

function tagged(tag: string, rest: string): Classified | null {
  const blocked = /SECURITY|BLOCK/i.test(tag) && /BLOCK/i.test(tag);
  const brace = rest.indexOf('{');
  if (brace >= 0 && brace < 200) {
    const fields = jsonFields(rest.slice(brace));
    if (fields !== null) {
      if (blocked) return { kind: 'security-block', fields: withTag(fields, tag), opens: null };
      return MONITOR_TAG.test(tag) || hasCommand(fields)
        ? { kind: 'subprocess', fields: withTag(fields, tag), opens: null }
        : null;
    }
    if (rest.endsWith('{') && (blocked || MONITOR_TAG.test(tag))) {
      return {
        kind: blocked ? 'security-block' : 'subprocess',
        fields: fieldsOf({ tag, message: rest.slice(0, brace).trim() }),
        opens: 'block',
      };
    }
  }
  if (/\b(?:cmd|command|method|args)=/.test(rest) && (MONITOR_TAG.test(tag) || blocked)) {
    return { kind: blocked ? 'security-block' : 'subprocess', fields: withTag(pairFields(rest), tag), opens: null };
  }
  if (blocked) return { kind: 'security-block', fields: fieldsOf({ tag, message: rest.slice(0, 2_000) }), opens: null };
  return monitorState(tag, rest);
}

const SOCKET = /\b(connect|read|write|getaddrinfo|queryA|send)\s+(E[A-Z_]{4,20})(?:\s+([^\s,)'"]{1,260}))?/;
const ATTEMPTED = /attempted address(?:es)?: ([^\s,)]{3,260})/;
const ERROR_HEAD =
  /(?:^|[\s[(:>])((?:[A-Z][A-Za-z]{0,60})?(?:Error|Exception))\b(?: \[[\w.]+\])?(?::\s?|\s*$)(.{0,4000})/s;

function socketFields(text: string): Fields | null {
  const match = SOCKET.exec(text);
  const attempted = ATTEMPTED.exec(text)?.[1];
  const target = match?.[3] ?? attempted;
  if (match === null && attempted === undefined) return null;
  const split = /^\[?(.+?)\]?:(\d{1,5})$/.exec(target ?? '');
  return fieldsOf({
    syscall: match?.[1] ?? 'connect',
    code: match?.[2] ?? 'UND_ERR_CONNECT_TIMEOUT',
    address: split?.[1] ?? target,
    port: split?.[2],
    message: text.slice(0, 500),
  });
}

/** Node and Next errors, socket errors among them. */
function errorOf(body: string): Classified | null {
  const socket = socketFields(body);
  if (socket !== null) return { kind: 'socket-error', fields: socket, opens: 'stack' };
  const match = ERROR_HEAD.exec(body.slice(0, 6_000));
  if (match === null) return null;
  const message = match[2] ?? '';
  const command = /Command failed: (.*)/s.exec(message)?.[1];
  return {
    kind: 'error',
    fields: fieldsOf({
      name: match[1],
      message: message || match[1],
      command,
      digest: /digest: ['"]?(\w+)/.exec(body)?.[1],
    }),
    opens: 'stack',
  };
}

function jsonLine(body: string): Classified | null {
  const fields = jsonFields(body);
  if (fields === null) return null;
  if (hasCommand(fields) && (fields.stack !== undefined || fields.method !== undefined || fields.pid !== undefined))
    return { kind: 'subprocess', fields, opens: null };
  const nested = jsonFields(fields.err ?? fields.error ?? '') ?? emptyFields();
  const message = nested.message ?? fields.msg ?? fields.message ?? '';
  const socket = socketFields(message);
  if (socket !== null)
    return {
      kind: 'socket-error',
      fields: Object.assign(socket, fieldsOf({ ts: fields.time ?? fields.ts })),
      opens: null,
    };
  if (nested.stack === undefined && fields.stack === undefined) return null;
  const name = nested.type ?? nested.name ?? ERROR_HEAD.exec(message)?.[1] ?? 'Error';
  return {
    kind: 'error',
    fields: fieldsOf({ name, message, stack: nested.stack ?? fields.stack, ts: fields.time ?? fields.ts }),
    opens: null,
  };
}

const SSHD =
  /\bsshd(?:-session)?(?:\[\d+\])?: (Accepted|Failed) (\S+) for (?:invalid user )?(\S{0,64}) from (\S{3,60})/;
const COMMAND_WORDS =
  /(?:\b(?:wget|curl|busybox|tftp)\s+(?:-\S+\s+)*\S*(?:https?:|ftp:|\d+\.\d+\.\d+\.\d+)|\b(?:wget|curl)\$?\{?IFS|\bchmod\s+(?:\+x|[0-7]*7[0-7]*)\s|\/bin\/(?:ba|da|a)?sh\b|\|\s*(?:ba|da|a)?sh\b|\/dev\/(?:tcp|udp|shm)\/|\bbase64\s+(?:-d|--decode)|stratum\+|\bxmrig\b|child_process|\b(?:exec|execSync|spawn|spawnSync)\()/;
const OUTPUT =
  /^(?:\/bin\/)?(?:ba|da|a)?sh: (?:line )?\d*:? ?\S+: (?:not found|command not found|Permission denied)|^Connecting to \S+|^(?:wget|curl|chmod|busybox): |saved \[\d+|'\S+' saved$|^\S+\s+100% \|\*/;

function commandText(body: string): Classified | null {
  if (OUTPUT.test(body))
    return { kind: 'command-text', fields: fieldsOf({ form: 'output', text: body.slice(0, 4_096) }), opens: null };
  if (!COMMAND_WORDS.test(body.slice(0, 65_536))) return null;
  return { kind: 'command-text', fields: fieldsOf({ form: 'text', text: body.slice(0, 8_192) }), opens: null };
}

function appStart(body: string): Classified | null {
  const version = /Next\.js (\d+\.\d+\.\d+\S*)/.exec(body)?.[1];
  if (version !== undefined && body.length < 200)
    return { kind: 'app-start', fields: fieldsOf({ product: 'next', version }), opens: null };
  const ready = /✓ Ready in (\S+)/.exec(body)?.[1];
  return ready === undefined
    ? null
    : { kind: 'app-start', fields: fieldsOf({ product: 'next', readyIn: ready }), opens: null };
}

function login(body: string): Classified | null {
  const match = SSHD.exec(body);
  if (match === null) return null;
  return {
    kind: 'login',
    fields: fieldsOf({ result: match[1]?.toLowerCase(), method: match[2], user: match[3], address: match[4] }),
    opens: null,
  };
}

/**
 * What the text of a line says, its time and prefixes taken off: monitor lines of the field, Candor's sensor, Next and
 * Node errors, socket errors, nginx lines, logins, and lines with command text. Null for ordinary lines.
 */
export function classifyBody(body: string): Classified | null {
  if (body.startsWith('candor-sensor ')) {
    const fields = jsonFields(body.slice(14));
    return fields === null ? null : { kind: 'sensor-event', fields, opens: null };
  }
  if (body.startsWith('{')) return jsonLine(body) ?? errorOf(body) ?? commandText(body);
  const tag = TAGGED.exec(body.length > 70_000 ? body.slice(0, 70_000) : body);
  const byTag = tag === null ? null : tagged(tag[1] ?? '', tag[2] ?? '');
  if (byTag !== null) return byTag;
  return (
    appStart(body) ?? login(body) ?? readProxyError(body) ?? readAccessLine(body) ?? errorOf(body) ?? commandText(body)
  );
}
