import { defineCheck } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type NextSetting, nextSources } from '../../facts/next-source.js';
import { judgeSettings } from './judge-settings.js';
import { exampleSetting, exampleSource } from './next-example.js';

function rule({ path, value }: NextSetting): string | null {
  if (/images\.dangerouslyAllowSVG$/.test(path) && value === true) return 'images.dangerouslyAllowSVG is on';
  const wild = /images\.(?:remotePatterns\.hostname|domains)$/.test(path) && /^\*{1,2}$/.test(String(value));
  return wild ? 'images.remotePatterns allows every host' : null;
}

/** NXT-14: The image optimizer fetches from anywhere, or serves SVG. */
export const imageOptimizerFetchesAnything = defineCheck({
  id: 'NXT-14',
  title: 'The image optimizer fetches from anywhere, or serves SVG',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: { nextSources },
  decide: ({ nextSources: sources }) => judgeSettings(sources, rule),
  whyItMatters: 'The server fetches what a visitor names, and an SVG may carry script.',
  verifyByHand: 'grep -n -A8 images next.config.*',
  remediation: { text: 'Name the hosts in images.remotePatterns and leave dangerouslyAllowSVG off.' },
  references: ['CVE-2026-119347'],
  examples: {
    pass: [
      {
        title: 'set well',
        facts: {
          nextSources: seen([
            exampleSource({ settings: [exampleSetting('images.remotePatterns.hostname', 'media.example.org')] }),
          ]),
        },
      },
      { title: 'no app', facts: { nextSources: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'every host',
        facts: {
          nextSources: seen([exampleSource({ settings: [exampleSetting('images.remotePatterns.hostname', '**')] })]),
        },
      },
      {
        title: 'SVG',
        facts: {
          nextSources: seen([exampleSource({ settings: [exampleSetting('images.dangerouslyAllowSVG', true)] })]),
        },
      },
    ],
    blind: [
      { title: 'no source', facts: { nextSources: unseen() } },
      { title: 'the configuration was not found', facts: { nextSources: seen([exampleSource({ settings: null })]) } },
    ],
  },
});
