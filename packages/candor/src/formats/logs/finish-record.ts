import { type Fields, inspectedFields, jsonFields } from './log-fields.js';
import type { OpenRecord } from './record-store.js';

const FRAME = /^\s*at /;
const MOST_STACK = 8_192;

/** Fields of a record after all its lines are in: a block's JSON or `key: value` lines, an error's stack and details. */
export function finishedFields(open: OpenRecord): Fields {
  const { fields, body } = open;
  if (body.length === 0) return fields;
  if (open.opens === 'block') {
    const more = jsonFields(`{${body.join('\n')}`) ?? inspectedFields(body);
    for (const [key, value] of Object.entries(more)) fields[key] ??= value;
    return fields;
  }
  const frames = body.filter((line) => FRAME.test(line));
  if (frames.length > 0)
    fields.stack ??= frames
      .map((line) => line.trim())
      .join('\n')
      .slice(0, MOST_STACK);
  const details = inspectedFields(body.filter((line) => !FRAME.test(line)));
  for (const [key, value] of Object.entries(details)) fields[key] ??= value;
  return fields;
}

/** Whether a line belongs to the record before it. */
export function continues(open: OpenRecord, body: string): boolean {
  if (open.opens === 'block') return open.lines < 400;
  if (open.opens !== 'stack' || open.lines > 20_000) return false;
  return /^\s+(?:at |\.{3} |[\w'"$[\].-]{1,60}:)|^\s*[}\]]|^\s*(?:\[cause\]|Caused by|digest:)|^\s+\[/.test(body);
}

/** Whether this line closes a block: a brace in the first column. */
export function closes(open: OpenRecord, body: string): boolean {
  return open.opens === 'block' && /^\}/.test(body);
}
