import { describe, expect, it } from 'vitest';
import { parsePolicy, parseWatchConfig } from './parse-policy.js';

const read = (text: string) => {
  const parsed = parseWatchConfig(text);
  return parsed.ok ? parsed.value : parsed.reason;
};

describe('parseWatchConfig', () => {
  it('has a default for everything', () => {
    expect(read('')).toMatchObject({
      checkEveryMinutes: 15,
      keep: { days: 30, megabytes: 1500 },
      alerts: { minSeverity: 'medium', channels: [] },
    });
  });

  it('leaves the policy as it is', () => {
    const policy = parsePolicy('publicNames: [a.example]\nwatch: { checkEveryMinutes: 5 }\n');
    expect(policy.ok && Object.keys(policy.value)).not.toContain('watch');
  });

  it.each<[string, RegExp]>([
    ['watch: { alerts: { channels: [{ type: ntfy }] } }', /watch\.alerts\.channels/],
    [
      'watch: { alerts: { channels: [{ type: ntfy, url: "https://x.example/a", urlFile: /a }] } }',
      /watch\.alerts\.channels/,
    ],
    ['watch: { checkEveryMinutes: 0 }', /watch\.checkEveryMinutes/],
    ['watch: { chekEveryMinutes: 5 }', /unknown key "chekEveryMinutes"/],
    ['watch: { alerts: { quiet: { fromHour: 25, toHour: 7 } } }', /quiet\.fromHour/],
    ['watch: { logs: [{ path: /a, kind: apache }] }', /watch\.logs\.0\.kind/],
  ])('names what is wrong: %s', (text, reason) => {
    expect(read(text)).toMatch(reason);
  });
});
