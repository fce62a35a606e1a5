import type { ArtifactId } from '../../core/artifact-catalogue.js';
import { refTo } from '../../core/evidence.js';
import type { Parsed } from '../../core/parsed.js';
import { type HostIdentity, hostIdentity } from '../../facts/host.js';
import {
  readCpu,
  readLoadAverage,
  readMeminfo,
  readOsRelease,
  readUname,
  readUptimeSeconds,
} from '../../formats/host/machine.js';
import { defineParser, type ParseContext } from '../parser.js';
import { factOf, type Reading, readArtifacts } from '../readings.js';

function first<T>(context: ParseContext, id: ArtifactId, read: (text: string) => Parsed<T>): Reading<T> | null {
  return readArtifacts(context, id, read).rows[0] ?? null;
}

/** The host's system; what only the machine's files tell is null where they are not there. */
export const hostIdentityParser = defineParser(hostIdentity, (context) => {
  const release = readArtifacts(context, 'host.os-release', readOsRelease);
  const values = release.rows[0]?.value ?? new Map<string, string>();
  const header = context.bundle.header.host;
  const uname = first(context, 'host.uname', readUname);
  const uptime = first(context, 'host.uptime', readUptimeSeconds);
  const load = first(context, 'host.loadavg', readLoadAverage) ?? first(context, 'host.uptime', readLoadAverage);
  const memory = first(context, 'host.meminfo', readMeminfo);
  const cpu = first(context, 'host.cpu', readCpu);
  const value: HostIdentity = {
    osId: values.get('ID') ?? (values.get('NAME') ?? '').toLowerCase(),
    osVersionId: values.get('VERSION_ID') ?? '',
    osCodename: values.get('VERSION_CODENAME') ?? null,
    osName: values.get('PRETTY_NAME') ?? values.get('NAME') ?? '',
    kernel: uname?.value.release ?? null,
    cpus: cpu?.value.count ?? header.cpus,
    memoryBytes: memory?.value.get('MemTotal') ?? header.memoryBytes,
    uptimeSec: uptime?.value ?? null,
    load1: load?.value[0] ?? null,
  };
  const more = [uname, uptime, load, memory, cpu].flatMap((row) => (row === null ? [] : [refTo(row.artifact)]));
  if (release.rows.length === 0) return factOf(release, value);
  return factOf(release, value, { refs: more });
});
