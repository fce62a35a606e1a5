import { defineCheck } from '../../core/check.js';
import { seen, unseen } from '../../core/example.js';
import { type NextSetting, nextSources } from '../../facts/next-source.js';
import { judgeSettings } from './judge-settings.js';
import { exampleSetting, exampleSource } from './next-example.js';

function rule({ path, value }: NextSetting): string | null {
  return /(?:^|\.)productionBrowserSourceMaps$/.test(path) && value === true
    ? 'source maps are served to browsers'
    : null;
}

function missing(settings: readonly NextSetting[]): string | null {
  const off = settings.some((each) => /(?:^|\.)poweredByHeader$/.test(each.path) && each.value === false);
  return off ? null : 'the header X-Powered-By: Next.js is sent (the default)';
}

/** NXT-17: Next.js shows its source maps or its name. */
export const nextTellsAboutItself = defineCheck({
  id: 'NXT-17',
  title: 'Next.js shows its source maps or its name',
  questions: ['Q2'],
  severity: 'low',
  required: false,
  needs: { nextSources },
  decide: ({ nextSources: sources }) => judgeSettings(sources, rule, { missing }),
  whyItMatters: 'Scanners pick targets by that header, and source maps show the code as it was written.',
  verifyByHand: 'curl -sI http://127.0.0.1:3000/ | grep -i x-powered-by',
  remediation: { text: 'Set poweredByHeader: false and leave productionBrowserSourceMaps off.' },
  references: ['Next.js documentation: next.config'],
  examples: {
    pass: [
      {
        title: 'set well',
        facts: { nextSources: seen([exampleSource({ settings: [exampleSetting('poweredByHeader', false)] })]) },
      },
      { title: 'no app', facts: { nextSources: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'source maps',
        facts: {
          nextSources: seen([
            exampleSource({
              settings: [exampleSetting('poweredByHeader', false), exampleSetting('productionBrowserSourceMaps', true)],
            }),
          ]),
        },
      },
      { title: 'the default header', facts: { nextSources: seen([exampleSource({ settings: [] })]) } },
    ],
    blind: [
      { title: 'no source', facts: { nextSources: unseen() } },
      { title: 'the configuration was not found', facts: { nextSources: seen([exampleSource({ settings: null })]) } },
    ],
  },
});
