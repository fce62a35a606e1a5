import type { SampleReader } from '../../sigma/samples/judge-sample.js';
import type { SampleSource } from '../../sigma/samples/sample.js';
import { lineMapper } from '../../watch/events/line-mapper.js';
import type { SourceKind } from '../../watch/events/source-kind.js';

const kinds: Readonly<Record<Exclude<SampleSource, 'event'>, SourceKind>> = {
  'nginx-access': { kind: 'nginx-access' },
  'nginx-error': { kind: 'nginx-error' },
  auth: { kind: 'auth' },
  audit: { kind: 'audit' },
  app: { kind: 'container', container: 'site-app-1', role: 'nodejs' },
  mongodb: { kind: 'container', container: 'site-db-1', role: 'mongodb' },
};

/**
 * Makes events of a sample's lines with the readers that the watcher uses: what a sample proves holds live. A line is
 * received `delayMs` after the time that its sample says.
 */
export function sampleReader(delayMs = 1_000): SampleReader {
  const mappers = new Map<SampleSource, ReturnType<typeof lineMapper>>();
  return (line, sequence) => {
    if (line.event !== null || line.source === 'event') {
      const event = line.event ?? { logsource: { product: null, category: null, service: null }, fields: {} };
      const source = { sensor: 'sample', name: line.source, cursor: String(sequence) };
      return [{ ...event, time: line.at, raw: line.text, source }];
    }
    const mapper = mappers.get(line.source) ?? lineMapper({ name: line.source, what: kinds[line.source] }, 'UTC');
    mappers.set(line.source, mapper);
    return mapper.take(line.text, sequence, new Date(line.at.getTime() + delayMs));
  };
}
