import { defineCheck } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type NextSetting, nextSources } from '../../facts/next-source.js';
import { judgeSettings, sizeInBytes } from './judge-settings.js';
import { exampleSetting, exampleSource } from './next-example.js';

/** Largest body of a server action that is reasonable, in bytes (checks.md: 10 MB; the default is 1 MB). */
const bodyLimitBytes = 10 * 1024 ** 2;

function rule({ path, value }: NextSetting): string | null {
  if (/serverActions\.bodySizeLimit$/.test(path)) {
    const bytes = sizeInBytes(value);
    return bytes !== null && bytes > bodyLimitBytes ? `server actions take bodies of ${value}` : null;
  }
  const open = /serverActions\.allowedOrigins$/.test(path) && (value === '*' || value === '**');
  return open ? 'server actions are taken from every origin' : null;
}

/** NXT-13: Server actions take huge bodies or foreign origins. */
export const serverActionsTakeTooMuch = defineCheck({
  id: 'NXT-13',
  title: 'Server actions take huge bodies or foreign origins',
  questions: ['Q2'],
  severity: 'high',
  required: false,
  needs: { nextSources },
  decide: ({ nextSources: sources }) => judgeSettings(sources, rule),
  whyItMatters:
    'A body of a gigabyte fills the memory of the process; every origin means that any page can call the action.',
  verifyByHand: 'grep -n -A4 serverActions next.config.*',
  remediation: { text: 'Set serverActions.bodySizeLimit to at most 10mb and allowedOrigins to the public names.' },
  references: ['Next.js documentation: next.config'],
  examples: {
    pass: [
      {
        title: 'set well',
        facts: {
          nextSources: seen([
            exampleSource({ settings: [exampleSetting('experimental.serverActions.bodySizeLimit', '2mb')] }),
          ]),
        },
      },
      { title: 'no app', facts: { nextSources: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'a gigabyte',
        facts: {
          nextSources: seen([
            exampleSource({ settings: [exampleSetting('experimental.serverActions.bodySizeLimit', '1gb')] }),
          ]),
        },
      },
      {
        title: 'every origin',
        facts: {
          nextSources: seen([exampleSource({ settings: [exampleSetting('serverActions.allowedOrigins', '*')] })]),
        },
      },
    ],
    blind: [
      { title: 'no source', facts: { nextSources: unseen() } },
      { title: 'the configuration was not found', facts: { nextSources: seen([exampleSource({ settings: null })]) } },
    ],
  },
});
