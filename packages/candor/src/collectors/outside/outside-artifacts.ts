import { contentOf } from '../../core/artifact-content.js';
import type { Artifact, ArtifactStatus, Bundle } from '../../core/evidence.js';
import { hasContent } from '../../core/evidence.js';
import { errorCode } from '../env/error-code.js';
import { mapLimited } from '../env/map-limited.js';
import { addressesOf, dangerousPorts, isLoopback, probePorts } from './probe-ports.js';
import { publicAnswers } from './public-answers.js';

/** Where the host is reached from here, or why it cannot be tried. */
export type ProbePlace =
  | { readonly host: string; readonly sshPort: number }
  | { readonly host: null; readonly reason: string };

/** What the view from outside needs. */
export interface OutsideOptions {
  readonly place: ProbePlace;
  readonly bundle: Bundle;
  readonly publicNames: readonly string[];
  readonly now: () => Date;
}

const SUBJECT = 'external:caller';
const MAX_NAMES = 8;

/** The host as it looks from the caller's machine: ports of the host that the user named, and the declared sites. */
export async function outsideArtifacts(options: OutsideOptions): Promise<Artifact[]> {
  const [ports, sites] = await Promise.all([portArtifact(options), siteArtifacts(options)]);
  return [ports, ...sites];
}

async function portArtifact({ place, bundle, now }: OutsideOptions): Promise<Artifact> {
  const none = (status: ArtifactStatus, detail: string) =>
    artifactOf('host.listen-probe', 1, now(), 'TCP connect', '', { status, detail });
  if (place.host === null) return none('not-collected', place.reason);
  try {
    const addresses = (await addressesOf(place.host)).filter((address) => !isLoopback(address));
    if (addresses.length === 0)
      return none('not-collected', 'the host is this machine: a view from outside needs another one (candor probe)');
    const lines = await probePorts(addresses, [...listeners(bundle), place.sshPort, ...dangerousPorts], 'caller');
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return artifactOf('host.listen-probe', 1, now(), `TCP connect ${addresses.join(', ')}`, text);
  } catch (error) {
    return none('unreachable', `the name of the host has no address here: ${errorCode(error) ?? 'failed'}`);
  }
}

/** TCP ports that the host's own listing shows on more than loopback, in the lines of ss(8) or of /proc/net. */
export function listeners(bundle: Bundle): number[] {
  const texts = bundle.artifacts.filter((artifact) => artifact.id === 'host.sockets' && hasContent(artifact));
  const lines = texts.flatMap((artifact) => artifact.text().split('\n', 50_000));
  return [...new Set(lines.flatMap(portOf))];
}

function portOf(line: string): number[] {
  const ss = /^tcp\s{1,20}LISTEN\s{1,20}\d{1,10}\s{1,20}\d{1,10}\s{1,20}(\S{1,60}):(\d{1,5})\s/.exec(line);
  if (ss !== null) return /^(?:127\.|\[::1\]|\[::ffff:127\.)/.test(ss[1] ?? '') ? [] : [Number(ss[2])];
  const kernel = /^\s{0,10}\d{1,10}: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]{8,32}:0000 0A /.exec(line);
  if (kernel === null || /^(?:[0-9A-F]{6}7F|0{24}01000000)$/.test(kernel[1] ?? '')) return [];
  return [Number.parseInt(kernel[2] ?? '0', 16)];
}

async function siteArtifacts({ publicNames, now }: OutsideOptions): Promise<Artifact[]> {
  const names = publicNames.slice(0, MAX_NAMES);
  const answers = await mapLimited(names, 4, publicAnswers);
  const lines = answers.flatMap(({ probes }) => probes.map((probe) => `${JSON.stringify(probe)}\n`));
  const probes =
    lines.length === 0
      ? []
      : [artifactOf('http.probe', 1, now(), `GET of ${names.length} declared names`, lines.join(''))];
  const certificates = answers.flatMap(({ name, pem }, index) =>
    pem === null ? [] : [artifactOf('tls.certificate', index + 1, now(), `TLS ${name}:443 ${name}`, pem)],
  );
  return [...probes, ...certificates];
}

function artifactOf(
  id: string,
  order: number,
  capturedAt: Date,
  api: string,
  text: string,
  missing?: { readonly status: ArtifactStatus; readonly detail: string },
): Artifact {
  return {
    id,
    subject: SUBJECT,
    order,
    path: null,
    source: { api },
    filtered: false,
    capturedAt,
    status: missing?.status ?? 'ok',
    detail: missing?.detail ?? null,
    ...contentOf(text),
  };
}
