import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import type { TextEdit } from '../text/text-edit.js';
import { type ComposeText, ownPair } from './compose-text.js';
import { editService, effectiveValue } from './edit-compose.js';
import { addItem, removeItem, removePair, replaceScalar } from './edit-list.js';
import { placePair } from './place-pair.js';

type Edits = Parsed<readonly TextEdit[]>;

/** Sets a variable of `environment:`, whether that is a mapping or a list of `NAME=value`; `null` takes it out. */
export function setServiceVariable(text: string, service: string, name: string, value: string | null): Parsed<string> {
  return editService(text, service, ['environment'], (file, map) => {
    const pair = ownPair(map, 'environment');
    if (pair === null) return newEnvironment(file, map, service, name, value);
    if (isSeq(pair.value)) return inList(file, map, pair.value, name, value);
    if (isMap(pair.value)) return inMapping(file, pair.value, name, value);
    return unparseable('environment is not written out here');
  });
}

function newEnvironment(file: ComposeText, map: YAMLMap, service: string, name: string, value: string | null): Edits {
  if (effectiveValue(file, service, 'environment') !== undefined)
    return unparseable('environment comes from a shared block');
  if (value === null) return unparseable(`${name} is not in this file`);
  return placed(placePair(file, map, 'environment', { [name]: value }));
}

function inMapping(file: ComposeText, map: YAMLMap, name: string, value: string | null): Edits {
  const own = ownPair(map, name);
  if (value === null) return own === null ? unparseable(`${name} is not written out here`) : removePair(file, map, own);
  return own === null ? placed(placePair(file, map, name, value, [])) : replaceScalar(file, own.value, value);
}

function inList(file: ComposeText, map: YAMLMap, list: YAMLSeq, name: string, value: string | null): Edits {
  const at = list.items.findIndex((item) => isScalar(item) && String(item.value).split('=')[0] === name);
  if (value === null) return at < 0 ? unparseable(`${name} is not written out here`) : removeItem(file, list, at);
  const entry = `${name}=${value}`;
  return at < 0 ? addItem(file, map, 'environment', entry, []) : replaceScalar(file, list.items[at], entry);
}

function placed(edit: TextEdit | null): Edits {
  return edit === null ? unparseable('there is no place for a new line') : parsed([edit]);
}
