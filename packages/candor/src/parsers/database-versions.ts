import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../core/fact.js';
import { parsed } from '../core/parsed.js';
import { containerExec } from '../facts/container-exec.js';
import { type Container, containers } from '../facts/containers.js';
import { type DatabaseVersion, databaseVersions } from '../facts/database-versions.js';
import { processes } from '../facts/processes.js';
import { anyMember, filledOrNull, objectOf } from '../formats/text/json-values.js';
import { readPositionedJson } from '../formats/text/positioned-json.js';
import { defineParser, type ParseContext } from './parser.js';
import { readArtifacts } from './readings.js';

/** MongoDB servers by container, probe and process; the server's own answer is stronger than an image's tag. */
export const databaseVersionsParser = defineParser(databaseVersions, (context): Fact<readonly DatabaseVersion[]> => {
  const found = context.fact(containers);
  const servers =
    found.status === 'known' ? found.value.filter((each) => each.running && each.kinds.includes('mongodb')) : [];
  const probes = probeVersions(context);
  const host = hostServer(context, probes);
  const rows = [
    ...servers.map((container) => describe(context, container, servers.length === 1 ? probes : [])),
    ...host,
  ];
  const gap = gapOf(context, rows.length);
  const evidence = [...rows.map((row) => row.ref), ...(found.status === 'known' ? found.evidence : [])];
  if (!isNonEmpty(evidence)) return unknown(gap?.reason ?? 'not-collected', gap?.detail ?? 'no container was listed');
  return gap === null ? known(rows, evidence, context.now) : partial(rows, gap, evidence, context.now);
});

function gapOf(context: ParseContext, count: number): Gap | null {
  const found = context.fact(containers);
  if (found.status === 'unknown') return found;
  if (found.gap !== null || count > 0) return found.gap;
  const view = context.fact(processes);
  if (view.status === 'unknown') return view;
  return view.value.hostComplete
    ? null
    : (view.gap ?? { reason: 'denied', detail: 'not all processes could be listed' });
}

function describe(context: ParseContext, container: Container, probes: readonly DatabaseVersion[]): DatabaseVersion {
  const zlibOff = compressorsOff(container.command.join(' '));
  const exec = context.fact(containerExec);
  const answers = exec.status === 'known' ? exec.value.filter((each) => each.container === container.name) : [];
  for (const answer of answers) {
    const version = /db version v(\d{1,2}\.\d{1,2}\.\d{1,3})/.exec(answer.output)?.[1];
    if (version) return { subject: `container:${container.name}`, version, grade: 'running', zlibOff, ref: answer.ref };
  }
  const probe = probes.find((each) => each.subject === `container:${container.name}`) ?? probes[0];
  if (probe?.version) return { ...probe, subject: `container:${container.name}`, zlibOff: zlibOff ?? probe.zlibOff };
  const tag = /mongo[\w-]{0,40}:v?(\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)/.exec(container.image)?.[1] ?? null;
  return { subject: `container:${container.name}`, version: tag, grade: 'tag', zlibOff, ref: container.ref };
}

/** `--networkMessageCompressors snappy,zstd`: off when named without zlib (mongod(1)); null when not named here. */
function compressorsOff(command: string): boolean | null {
  const list = /--networkMessageCompressors[= ]([\w,]{1,60})/.exec(command)?.[1];
  return list === undefined ? null : !list.split(',').includes('zlib');
}

function probeVersions(context: ParseContext): DatabaseVersion[] {
  const readings = readArtifacts(context, 'mongo.probe', (text) => {
    const reading = readPositionedJson(text);
    return reading.ok ? parsed(objectOf(reading.value.value)) : reading;
  });
  return readings.rows.map(({ artifact, value }) => {
    const line = anyMember(value, ['commandLine']);
    const command = typeof line === 'string' ? line : JSON.stringify(line ?? '');
    return {
      subject: artifact.subject,
      version: filledOrNull(anyMember(value, ['version'])),
      grade: 'running',
      zlibOff: compressorsOff(command),
      ref: refTo(artifact),
    };
  });
}

function hostServer(context: ParseContext, probes: readonly DatabaseVersion[]): DatabaseVersion[] {
  const view = context.fact(processes);
  const process =
    view.status === 'known'
      ? view.value.items.find(
          (each) => each.container === null && /(?:^|\/)mongod$/.test(each.exe ?? each.argv[0] ?? ''),
        )
      : undefined;
  if (process === undefined) return [];
  const zlibOff = compressorsOff(process.args);
  return [
    probes.find((each) => each.subject === 'host') ?? {
      subject: 'host',
      version: null,
      grade: 'running',
      zlibOff,
      ref: process.ref,
    },
  ];
}
