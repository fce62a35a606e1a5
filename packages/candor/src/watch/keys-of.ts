import type { FieldValue, WatchEvent } from '../core/event.js';
import { analyseCommand } from '../formats/shell/analyse-command.js';
import type { Key } from './detection.js';

const mostKeys = 20;

/** Fields that say what an event is about, and the key that they are. */
const keyFields: readonly (readonly [field: string, type: Key['type']])[] = [
  ['source.ip', 'address'],
  ['destination.ip', 'address'],
  ['user.name', 'account'],
  ['container.name', 'container'],
  ['file.path', 'path'],
  ['file.hash.sha256', 'sha256'],
  ['process.hash.sha256', 'sha256'],
  ['dns.question.name', 'domain'],
];

/**
 * What an event is about: detections that share a key have one cause. Addresses of this host and everyday accounts and
 * paths join nothing, because half of the machine would share them.
 */
export function keysOf(event: WatchEvent, group: Readonly<Record<string, string>>): Key[] {
  const fields: Readonly<Record<string, FieldValue>> = { ...event.fields, ...group };
  const keys: Key[] = keyFields.flatMap(([field, type]) => texts(fields[field]).map((value) => ({ type, value })));
  keys.push(...processKeys(fields));
  keys.push(...commandKeys(fields['process.command_line']));
  if (event.logsource.category === 'application') keys.push(...mentionedKeys(fields.message));
  return keys.filter(joins).slice(0, mostKeys);
}

function texts(value: FieldValue | undefined): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** A process of a container or of the host; its children share it. */
function processKeys(fields: Readonly<Record<string, FieldValue>>): Key[] {
  const where = fields['container.name'] ?? fields['container.id'] ?? 'host';
  return ['process.pid', 'process.parent.pid']
    .map((field) => fields[field])
    .filter((pid) => typeof pid === 'number' && pid > 1)
    .map((pid) => ({ type: 'process', value: `${where}/${pid}` }));
}

/** Addresses, domains and files that a command names. */
function commandKeys(command: FieldValue | undefined): Key[] {
  if (typeof command !== 'string' || command === '') return [];
  return analyseCommand(command).indicators.flatMap((indicator): Key[] => {
    if (indicator.role === 'mentioned' && indicator.type === 'path') return [];
    switch (indicator.type) {
      case 'ipv4':
      case 'ipv6':
        return [{ type: 'address', value: indicator.value }];
      case 'domain':
        return [{ type: 'domain', value: indicator.value }];
      case 'path':
        return [{ type: 'path', value: indicator.value }];
      case 'url':
        return hostKey(indicator.value);
      default:
        return [];
    }
  });
}

/** The host of an address on the web, as the key that other sensors see it by. */
function hostKey(url: string): Key[] {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
  if (host === '') return [];
  return [{ type: /^[\d.]+$|:/.test(host) ? 'address' : 'domain', value: host }];
}

/** Servers that a line of the app names: what an evaluated command fetched, where a connection failed. */
function mentionedKeys(message: FieldValue | undefined): Key[] {
  if (typeof message !== 'string') return [];
  const urls = message.slice(0, 16_384).match(/\bhttps?:\/\/[\w.:[\]-]{1,253}/g) ?? [];
  return urls.slice(0, 5).flatMap(hostKey);
}

const everydayAccounts = new Set(['root', 'node', 'www-data', 'nginx', 'nobody']);
const everydayPath = /^\/(?:usr|bin|sbin|lib|dev\/(?:null|tty|u?random|stdin|stdout|stderr))\b/;

function joins({ type, value }: Key): boolean {
  if (type === 'address') return !/^(?:127\.|::1$|0\.0\.0\.0$|::$|localhost$)/.test(value);
  if (type === 'account') return !everydayAccounts.has(value);
  return type !== 'path' || (value.startsWith('/') && !everydayPath.test(value));
}
