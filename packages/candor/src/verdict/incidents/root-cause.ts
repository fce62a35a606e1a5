import { matchAdvisories } from '../../advisories/match.js';
import type { Incident } from '../../core/report.js';
import type { Advisory, AdvisoryTable } from '../../facts/advisories.js';
import type { NodeApp } from '../../facts/app.js';
import type { Sign } from './sign.js';

/** What a cause is reasoned from. */
export interface CauseInput {
  readonly signs: readonly Sign[];
  readonly apps: readonly NodeApp[];
  readonly table: AdvisoryTable | null;
}

type RootCause = Incident['rootCause'];

const unknownCause: RootCause = {
  advisory: null,
  package: null,
  version: null,
  confidence: 'unknown',
  because: ['nothing here shows the way in: neither a known frame nor an affected version that is reachable'],
};

/**
 * Ranks causes: a known vulnerable frame in this bundle and the affected version running → confirmed; the frame in an
 * earlier report, or an exploited version that is reachable while foreign code ran → inferred; else unknown. A cause
 * needs a path from request input to the sink (ATTRIBUTION_DATAFLOW): only such advisories are considered.
 */
export function rootCause(input: CauseInput): RootCause {
  const observed = input.signs.find((sign) => sign.sink !== null && sign.kind !== 'earlier-report');
  const told = input.signs.find((sign) => sign.sink !== null);
  if (observed?.sink) return fromSink(observed, observed.sink, input, true);
  if (told?.sink) return fromSink(told, told.sink, input, false);
  return fromVersion(input) ?? fromWayIn(input) ?? unknownCause;
}

/** A sensor saw a request become code: in the app's own files that is the cause; in a dependency it is the place of it. */
function fromWayIn({ signs }: CauseInput): RootCause | null {
  const seen = signs.find((sign) => sign.wayIn?.provenance === 'app') ?? signs.find((sign) => sign.wayIn);
  if (seen?.wayIn === undefined) return null;
  const { request, site, provenance } = seen.wayIn;
  const own = provenance === 'app';
  const whose = own ? "the app's own code" : `code of ${provenance.replace('dep:', '')}`;
  const at = seen.first === null ? '' : ` at ${seen.first.toISOString()}`;
  return {
    advisory: null,
    package: null,
    version: null,
    confidence: own ? 'confirmed' : 'inferred',
    because: [
      `${request}: ${whose} (${site ?? 'place not known'}) turned what this request brought into code; the sensor saw it made${at}`,
      own
        ? 'no known hole is needed for that: take the evaluation out of this route'
        : 'no version that runs here has a known hole of that kind',
    ],
  };
}

function fromSink(sign: Sign, sink: NonNullable<Sign['sink']>, input: CauseInput, observed: boolean): RootCause {
  const running = affected(input, [sign.subject]).find(
    (hit) => hit.row.id === sink.advisory || hit.row.aliases.includes(sink.advisory),
  );
  const frame = observed
    ? `the stack of ${sign.label} passes through the decoder that ${sink.advisory} is about: the request's content was evaluated there`
    : `${sign.label} quotes a stack that passes through the decoder of ${sink.advisory}`;
  const version = running
    ? [
        `${running.name} ${running.version} is in the affected range (${running.row.affected.join(', ')}; fixed in ${running.row.fixed.join(', ')})`,
      ]
    : [`the running version of ${sink.package} was not seen in the affected range`];
  return {
    advisory: sink.advisory,
    package: sink.package,
    version: running?.version ?? versionOf(input.apps, sink.package),
    confidence: observed && running ? 'confirmed' : 'inferred',
    because: [
      frame,
      ...version,
      ...(observed
        ? []
        : ['an earlier report is testimony: until evidence of this capture shows it, the cause is inferred']),
    ],
  };
}

/** Foreign code ran in (or was reported from) an app whose exposed version is known to be exploited: likely, not shown. */
function fromVersion(input: CauseInput): RootCause | null {
  if (!input.signs.some((sign) => sign.severity === 'critical')) return null;
  const fresh = input.signs.some((sign) => sign.kind !== 'earlier-report');
  const hit = affected(
    input,
    input.signs.map((sign) => sign.subject),
  )
    .filter(({ row }) => row.remoteCodeExecution && (row.knownExploited || (fresh && row.precondition === null)))
    .sort(
      (a, b) =>
        Number(b.row.knownExploited) - Number(a.row.knownExploited) ||
        (b.row.cvss ?? 0) - (a.row.cvss ?? 0) ||
        (a.row.id < b.row.id ? -1 : 1),
    )[0];
  if (!hit) return null;
  return {
    advisory: hit.row.id,
    package: hit.name,
    version: hit.version,
    confidence: 'inferred',
    because: [
      `${hit.name} ${hit.version} has ${hit.row.id}: ${hit.row.title}${hit.row.knownExploited ? ' (known to be exploited)' : ''}`,
      'requests from the network reach it, and it needs no login; no stack or request that shows this way in was kept',
    ],
  };
}

interface Hit {
  readonly name: string;
  readonly version: string;
  readonly row: Advisory;
}

/** Advisory rows that an app's effective packages match; apps of the incident's containers first. */
function affected(input: CauseInput, subjects: readonly (string | null)[]): Hit[] {
  const table = input.table;
  if (!table) return [];
  const wanted = new Set(subjects);
  const near = input.apps.filter(
    (app) => wanted.has(app.subject) || (app.container !== null && wanted.has(`container:${app.container}`)),
  );
  const apps = near.length > 0 ? near : input.apps.filter((app) => app.networkFacing !== false);
  return apps.flatMap((app) =>
    app.packages.flatMap(({ name, version }) =>
      matchAdvisories(table, name, version).map((row) => ({ name, version, row })),
    ),
  );
}

function versionOf(apps: readonly NodeApp[], name: string): string | null {
  return apps.flatMap((app) => app.packages).find((entry) => entry.name === name)?.version ?? null;
}
