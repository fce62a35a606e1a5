import ipaddr from 'ipaddr.js';
import type { FieldValue, WatchEvent } from '../../core/event.js';
import { fieldAliases } from '../field-aliases.js';

/** Longest text of a field that rules look at; log readers cut lines at the same length. */
export const MAX_FIELD = 262_144;

/** An address as `ipaddr.js` holds it, IPv4-mapped ones as IPv4. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * Numbers the fields that rules name, so that a view can hold them in arrays. Slot 0 is the whole line. A name with
 * aliases is made of the slots of the event's own fields, so that no text is looked at twice.
 */
export class FieldSlots {
  readonly #slots = new Map<string, number>();
  /** Name of the event's field; null for a slot that is made of others, and for the whole line. */
  readonly names: (string | null)[] = [null];
  /** Slots that a slot is made of; null when it is a field of the event. */
  readonly parts: (readonly number[] | null)[] = [null];
  /** What the rule calls it. */
  readonly labels: (string | null)[] = [null];

  /** Slot of a field's name; null = the whole line. */
  slotOf(field: string | null): number {
    if (field === null) return 0;
    const known = this.#slots.get(field);
    if (known !== undefined) return known;
    const aliases = Object.hasOwn(fieldAliases, field) ? (fieldAliases[field] ?? []) : [];
    const own = this.#add(`=${field}`, field, null, field);
    if (aliases.length === 0) {
      this.#slots.set(field, own);
      return own;
    }
    const parts = [own, ...aliases.map((alias) => this.#add(`=${alias}`, alias, null, alias))];
    return this.#add(field, null, parts, field);
  }

  /** The event's fields that a slot is made of; the slot itself when it is one. */
  fieldsOf(slot: number): readonly number[] {
    return this.parts[slot] ?? [slot];
  }

  #add(key: string, name: string | null, parts: readonly number[] | null, label: string): number {
    const known = this.#slots.get(key);
    if (known !== undefined) return known;
    const slot = this.names.length;
    this.names.push(name);
    this.parts.push(parts);
    this.labels.push(label);
    this.#slots.set(key, slot);
    return slot;
  }
}

const NONE: readonly string[] = [];

/**
 * One event while rules look at it: texts of its fields, lower case texts and addresses, each made once and only when
 * asked for. One view serves all events, one after the other.
 */
export class EventView {
  readonly #slots: FieldSlots;
  readonly #texts: (readonly string[] | undefined)[] = [];
  readonly #lower: (readonly string[] | undefined)[] = [];
  readonly #addresses: (readonly Address[] | undefined)[] = [];
  #event: WatchEvent | null = null;

  constructor(slots: FieldSlots) {
    this.#slots = slots;
  }

  /** Turns to the next event. */
  load(event: WatchEvent): void {
    this.#event = event;
    const { length } = this.#slots.names;
    for (let slot = 0; slot < length; slot += 1) {
      this.#texts[slot] = undefined;
      this.#lower[slot] = undefined;
      this.#addresses[slot] = undefined;
    }
  }

  get time(): Date {
    return this.#event?.time ?? new Date(0);
  }

  /** Every value of the field that is not null, as text. */
  texts(slot: number): readonly string[] {
    let texts = this.#texts[slot];
    if (texts === undefined) {
      texts = this.#read(slot);
      this.#texts[slot] = texts;
    }
    return texts;
  }

  /** The same in lower case, in which most rules compare. */
  lower(slot: number): readonly string[] {
    let lower = this.#lower[slot];
    if (lower === undefined) {
      const parts = this.#slots.parts[slot];
      lower = parts ? this.#joined(parts, (part) => this.lower(part)) : lowered(this.texts(slot));
      this.#lower[slot] = lower;
    }
    return lower;
  }

  /** Its values that are addresses. */
  addresses(slot: number): readonly Address[] {
    let addresses = this.#addresses[slot];
    if (addresses === undefined) {
      addresses = this.texts(slot).flatMap((text) => (ipaddr.isValid(text) ? [ipaddr.process(text)] : []));
      this.#addresses[slot] = addresses;
    }
    return addresses;
  }

  /** Whether the event has the field at all, be it null or empty. */
  has(slot: number): boolean {
    const fields = this.#event?.fields ?? {};
    return this.#slots.fieldsOf(slot).some((part) => fields[this.#slots.names[part] ?? ''] !== undefined);
  }

  #read(slot: number): readonly string[] {
    const event = this.#event;
    if (event === null) return NONE;
    if (slot === 0) return wholeLine(event);
    const parts = this.#slots.parts[slot];
    if (parts) return this.#joined(parts, (part) => this.texts(part));
    const value = event.fields[this.#slots.names[slot] ?? ''];
    return value === undefined || value === null ? NONE : textsOf(value);
  }

  /** Texts of several fields; of the only one that has any, its own list. */
  #joined(parts: readonly number[], texts: (slot: number) => readonly string[]): readonly string[] {
    let found = NONE;
    for (const part of parts) {
      const own = texts(part);
      if (own.length > 0) found = found.length === 0 ? own : [...found, ...own];
    }
    return found;
  }
}

function lowered(texts: readonly string[]): readonly string[] {
  return texts.length === 0 ? NONE : texts.map((text) => text.toLowerCase());
}

function wholeLine(event: WatchEvent): readonly string[] {
  const { message } = event.fields;
  const raw = event.raw.slice(0, MAX_FIELD);
  return typeof message === 'string' && !raw.includes(message) ? [raw, message.slice(0, MAX_FIELD)] : [raw];
}

function textsOf(value: Exclude<FieldValue, null>): readonly string[] {
  if (typeof value === 'string') return [value.length > MAX_FIELD ? value.slice(0, MAX_FIELD) : value];
  if (typeof value !== 'object') return [String(value)];
  return value.flatMap((one) => (one === null ? [] : [String(one).slice(0, MAX_FIELD)]));
}
