import { exampleRef } from '../../core/example.js';
import type { NextSetting, NextSource } from '../../facts/next-source.js';

/** The whole source of an ordinary app in the App Router, for examples. */
export function exampleSource(change: Partial<NextSource> = {}): NextSource {
  return {
    subject: 'project:site',
    whole: true,
    ref: exampleRef('app.source', 'project:site'),
    appRouter: exampleRef('app.source', 'project:site'),
    middleware: null,
    useCache: null,
    serverAction: null,
    settings: [],
    publicSecrets: [],
    ...change,
  };
}

/** A literal of next.config, for examples. */
export function exampleSetting(path: string, value: NextSetting['value']): NextSetting {
  return { path, value, ref: exampleRef('app.source', 'project:site', 4) };
}
