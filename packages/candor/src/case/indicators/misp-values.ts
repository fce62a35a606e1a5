import { objectOf } from '../case-record.js';

/** Attribute types of MISP whose value is one indicator. */
const single = new Set([
  'ip-src',
  'ip-dst',
  'domain',
  'hostname',
  'url',
  'md5',
  'sha256',
  'xmr',
  'btc',
  'size-in-bytes',
]);
/** Composite types: which part of `a|b` counts. */
const composite: Readonly<Record<string, 0 | 1>> = {
  'filename|md5': 1,
  'filename|sha256': 1,
  'malware-sample': 1,
  'ip-src|port': 0,
  'ip-dst|port': 0,
  'hostname|port': 0,
  'domain|ip': 0,
};

/** Values of a MISP event, a list of events or an API answer; null = no MISP. Deleted ones and those not meant for detection are left out. */
export function mispValues(raw: unknown): string[] | null {
  const events = eventsOf(raw);
  if (events.length === 0) return null;
  return events.flatMap((event) => [
    ...attributes(event.Attribute),
    ...list(event.Object).flatMap((object) => attributes(objectOf(object)?.Attribute)),
  ]);
}

type Plain = Readonly<Record<string, unknown>>;

function eventsOf(raw: unknown): Plain[] {
  const root = objectOf(raw);
  const items = Array.isArray(raw) ? raw : Array.isArray(root?.response) ? root.response : [raw];
  return items.flatMap((item) => {
    const event = objectOf(objectOf(item)?.Event);
    return event ? [event] : [];
  });
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function attributes(value: unknown): string[] {
  return list(value).flatMap((item) => {
    const attribute = objectOf(item);
    if (!attribute || attribute.deleted === true || attribute.to_ids === false) return [];
    const { type, value: text } = attribute;
    if (typeof type !== 'string' || typeof text !== 'string') return [];
    const part = Object.hasOwn(composite, type) ? composite[type] : undefined;
    return part === undefined ? (single.has(type) ? [text] : []) : [text.split('|')[part] ?? ''];
  });
}
