import { isMap, isScalar, isSeq } from 'yaml';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { ownPair } from './compose-text.js';
import { editService, effectiveValue } from './edit-compose.js';
import { addItem, ownList, removeItem, removePair, replaceScalar } from './edit-list.js';
import { placePair, type Value } from './place-pair.js';
import type { Word } from './yaml-words.js';

/** Sets `key: value` of a service: the value is replaced where it is written out, else a line is added. */
export function setServiceKey(text: string, service: string, key: string, value: Value): Parsed<string> {
  return editService(text, service, [key], (file, map) => {
    const own = ownPair(map, key);
    if (own === null || isInheritedList(own.value)) {
      if (own !== null) return unparseable(`${key} is an alias`);
      const edit = placePair(file, map, key, value);
      return edit === null ? unparseable('the service has no place for a new line') : parsed([edit]);
    }
    if (typeof value === 'object') return unparseable(`${key} is there already`);
    return replaceScalar(file, own.value, value);
  });
}

function isInheritedList(value: unknown): boolean {
  return !isScalar(value) && !isMap(value) && !isSeq(value);
}

/** Sets `key.inner: value`, such as `logging.options`; both are made where they are missing. */
export function setServiceMember(
  text: string,
  service: string,
  key: string,
  member: string,
  value: Value,
): Parsed<string> {
  return editService(text, service, [key], (file, map) => {
    const own = ownPair(map, key);
    const inherited = effectiveValue(file, service, key);
    if (own === null && inherited !== undefined) return unparseable(`${key} comes from a shared block`);
    if (own !== null && !isMap(own.value)) return unparseable(`${key} is not a mapping that is written out here`);
    const inner = own !== null && isMap(own.value) ? own.value : null;
    const there = inner === null ? null : ownPair(inner, member);
    if (there !== null && typeof value !== 'object') return replaceScalar(file, there.value, value);
    if (there !== null) return unparseable(`${key}.${member} is there already`);
    const edit =
      inner === null ? placePair(file, map, key, { [member]: value }) : placePair(file, inner, member, value, []);
    return edit === null ? unparseable('there is no place for a new line') : parsed([edit]);
  });
}

/** Adds an item to a list of a service. A list that a merge key brings is written out with the item. */
export function addServiceItem(text: string, service: string, key: string, item: Word): Parsed<string> {
  return editService(text, service, [key], (file, map) => {
    const inherited = effectiveValue(file, service, key);
    const words = ownList(map, key) !== null || inherited === undefined ? [] : inherited;
    if (!isWords(words)) return unparseable(`${key} comes from a shared block and is not a list of words`);
    return addItem(file, map, key, item, words);
  });
}

function isWords(value: unknown): value is Word[] {
  return Array.isArray(value) && value.every((item) => ['string', 'number', 'boolean'].includes(typeof item));
}

/** Chooses an item of a list by what it means: a word, or an object in the long form. */
export type ItemTest = (item: unknown) => boolean;

/** Takes the items that match out of a list of a service. A list that a merge key brings is written out without them. */
export function removeServiceItem(text: string, service: string, key: string, matches: ItemTest): Parsed<string> {
  return editService(text, service, [key], (file, map) => {
    const values = effectiveValue(file, service, key);
    if (!Array.isArray(values) || !values.some(matches))
      return unparseable(`${key} of ${service} has no such item in this file`);
    const own = ownList(map, key);
    if (own !== null) {
      const at = values.findIndex(matches);
      return values.filter(matches).length > 1
        ? unparseable(`${key} has several such items`)
        : removeItem(file, own.list, at);
    }
    const rest = values.filter((item) => !matches(item));
    if (ownPair(map, key) !== null || !isWords(rest)) return unparseable(`${key} comes from a shared block`);
    const edit = placePair(file, map, key, rest);
    return edit === null ? unparseable('the service has no place for a new line') : parsed([edit]);
  });
}

/** Replaces the one item that matches: a word by another, or one member of the long form. */
export function replaceServiceItem(
  text: string,
  service: string,
  key: string,
  matches: ItemTest,
  by: { readonly word: Word } | { readonly member: string; readonly value: Word },
): Parsed<string> {
  return editService(text, service, [key], (file, map) => {
    const values = effectiveValue(file, service, key);
    const own = ownList(map, key);
    if (own === null || !Array.isArray(values))
      return unparseable(`${key} of ${service} is not a list that is written out here`);
    const at = values.findIndex(matches);
    if (at < 0) return unparseable(`${key} of ${service} has no such item in this file`);
    const node = own.list.items[at];
    if ('word' in by) return replaceScalar(file, node, by.word);
    if (!isMap(node)) return unparseable('the item is not in the long form');
    const there = ownPair(node, by.member);
    if (there !== null) return replaceScalar(file, there.value, by.value);
    const edit = placePair(file, node, by.member, by.value, []);
    return edit === null ? unparseable('the item has no place for a new line') : parsed([edit]);
  });
}

/** Takes a key out of a service, where it is written out. */
export function removeServiceKey(text: string, service: string, key: string): Parsed<string> {
  return editService(text, service, [key], (file, map) => {
    const own = ownPair(map, key);
    return own === null ? unparseable(`${key} of ${service} is not in this file`) : removePair(file, map, own);
  });
}
