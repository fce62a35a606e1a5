import { readFileSync } from 'node:fs';
import type { WatchConfig } from '../../config/watch-config.js';
import { CandorError } from '../../core/errors.js';
import type { Channel } from './channel.js';

type Declared = WatchConfig['alerts']['channels'][number];

/** The declared channels with their addresses, which stand in files where the site keeps them there. */
export function readChannels(declared: readonly Declared[]): ReadonlyMap<string, Channel> {
  const named = declared.map((one, index) => [`${index + 1}:${one.type}`, toChannel(one, index)] as const);
  return new Map(named);
}

function toChannel(declared: Declared, index: number): Channel {
  if (declared.type === 'apprise') return declared;
  const url = readUrl(declared, `watch.alerts.channels.${index}`);
  return declared.type === 'smtp'
    ? { type: 'smtp', url, from: declared.from, to: declared.to }
    : { type: declared.type, url };
}

/** The address itself, or the first line of its file. */
export function readUrl(
  declared: { readonly url?: string | undefined; readonly urlFile?: string | undefined },
  place: string,
): string {
  const text = declared.url ?? readSecret(declared.urlFile ?? '', place);
  if (URL.canParse(text)) return text;
  throw new CandorError('CONFIG_INVALID', `${place}: its address is no URL`, {
    hint:
      declared.url === undefined
        ? `write the whole address into the first line of ${declared.urlFile}`
        : 'write it with https://',
  });
}

function readSecret(file: string, place: string): string {
  try {
    return readFileSync(file, 'utf8').split('\n', 1)[0]?.trim() ?? '';
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
    throw new CandorError('CONFIG_INVALID', `${place}: cannot read ${file}: ${why}`, {
      hint: 'check urlFile and its owner',
    });
  }
}
