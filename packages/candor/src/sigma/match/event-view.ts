import ipaddr from 'ipaddr.js';
import type { FieldValue, WatchEvent } from '../../core/event.js';
import { fieldAliases } from '../field-aliases.js';

/** Longest text of a field that rules look at; log readers cut lines at the same length. */
export const MAX_FIELD = 262_144;

/** An address as `ipaddr.js` holds it, IPv4-mapped ones as IPv4. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Numbers the fields that rules name, so that a view can hold them in arrays. Slot 0 is the whole line. */
export class FieldSlots {
  readonly #slots = new Map<string, number>();
  /** Names to look up for each slot, the rule's own name first. */
  readonly names: (readonly string[])[] = [[]];

  /** Slot of a field's name; null = the whole line. */
  slotOf(field: string | null): number {
    if (field === null) return 0;
    const known = this.#slots.get(field);
    if (known !== undefined) return known;
    const slot = this.names.length;
    const aliases = Object.hasOwn(fieldAliases, field) ? (fieldAliases[field] ?? []) : [];
    this.names.push([field, ...aliases]);
    this.#slots.set(field, slot);
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
      const texts = this.texts(slot);
      lower = texts.length === 0 ? NONE : texts.map((text) => text.toLowerCase());
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
    return (this.#slots.names[slot] ?? NONE).some((name) => fields[name] !== undefined);
  }

  #read(slot: number): readonly string[] {
    const event = this.#event;
    if (event === null) return NONE;
    if (slot === 0) return wholeLine(event);
    const names = this.#slots.names[slot] ?? NONE;
    const { fields } = event;
    let found: string[] | null = null;
    for (let index = 0; index < names.length; index += 1) {
      const value = fields[names[index] ?? ''];
      if (value === undefined || value === null) continue;
      found ??= [];
      addTexts(found, value);
    }
    return found ?? NONE;
  }
}

function wholeLine(event: WatchEvent): readonly string[] {
  const { message } = event.fields;
  const raw = event.raw.slice(0, MAX_FIELD);
  return typeof message === 'string' && !raw.includes(message) ? [raw, message.slice(0, MAX_FIELD)] : [raw];
}

function addTexts(found: string[], value: Exclude<FieldValue, null>): void {
  if (typeof value === 'string') found.push(value.length > MAX_FIELD ? value.slice(0, MAX_FIELD) : value);
  else if (typeof value !== 'object') found.push(String(value));
  else for (const one of value) if (one !== null) found.push(String(one).slice(0, MAX_FIELD));
}
