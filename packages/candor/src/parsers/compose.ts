import { type Artifact, type EvidenceRef, refTo } from '../core/evidence.js';
import type { Fact, Gap } from '../core/fact.js';
import { parsed } from '../core/parsed.js';
import {
  type ComposeEnvFileFact,
  type ComposeEnvironment,
  type ComposeProjectFact,
  type ComposePublish,
  type ComposeServiceFact,
  composeProjects,
} from '../facts/compose.js';
import type { ComposePort, ComposeProject, ComposeService, ComposeVariable, Place } from '../formats/compose/index.js';
import { readCompose } from '../formats/compose/index.js';
import { artifactLines } from './artifact-lines.js';
import { isSecretName, isSecretVariable } from './compose/secret-variable.js';
import { defineParser } from './parser.js';
import { factOf, type Reading, readArtifacts } from './readings.js';

/** Compose projects, one for each subject `project:<name>` of `compose.file`. */
export const composeProjectsParser = defineParser(composeProjects, (context): Fact<readonly ComposeProjectFact[]> => {
  const files = readArtifacts(context, 'compose.file', (text) => parsed(text));
  const envs = readArtifacts(context, 'compose.env', (text) => parsed(text));
  const projects: ComposeProjectFact[] = [];
  let gap: Gap | null = null;
  for (const subject of new Set(files.rows.map((row) => row.artifact.subject))) {
    const rows = files.rows.filter((row) => row.artifact.subject === subject);
    const read = readCompose(rows.map((row) => ({ path: pathOf(row.artifact), text: row.value })));
    if (!read.ok) {
      gap ??= { reason: 'unparseable', detail: `compose files of ${subject}: ${read.reason}` };
      continue;
    }
    const missing = read.value.missingFiles[0];
    if (missing) gap ??= { reason: 'not-collected', detail: `${missing.path} is named by ${missing.file} and missing` };
    const env = envs.rows.filter((row) => row.artifact.subject === subject);
    const project = new ProjectReader(rows, subject).read(read.value, env);
    if (project) projects.push(project);
  }
  return factOf(files, projects, { gap, refs: envs.rows.map((row) => refTo(row.artifact)) });
});

/** Path of the file on its host; the artefact's own path where the manifest does not say. */
function pathOf(artifact: Artifact): string {
  if (artifact.source !== null && 'file' in artifact.source) return artifact.source.file;
  return artifact.path ?? artifact.id;
}

class ProjectReader {
  private readonly rows: readonly Reading<string>[];
  private readonly subject: string;
  private readonly folder: string | null;

  constructor(rows: readonly Reading<string>[], subject: string) {
    this.rows = rows;
    this.subject = subject;
    const first = rows[0] ? pathOf(rows[0].artifact) : '';
    this.folder = first.startsWith('/') ? first.slice(0, Math.max(1, first.lastIndexOf('/'))) : null;
  }

  read(project: ComposeProject, envs: readonly Reading<string>[]): ComposeProjectFact | null {
    const first = this.rows[0];
    if (!first) return null;
    return {
      name: project.name?.value ?? this.subject.replace(/^project:/, ''),
      folder: this.folder,
      services: project.services.map((service) => this.service(service)),
      internalNetworks: project.networks.filter(({ internal }) => internal).map(({ key }) => key),
      envFiles: envs.map(({ artifact, value }) => readEnvFile(artifact, value)),
      ref: refTo(first.artifact),
    };
  }

  private service(service: ComposeService): ComposeServiceFact {
    return {
      name: service.name,
      profiles: service.profiles.map(({ value }) => value),
      image: service.image?.value ?? null,
      containerName: service.containerName?.value ?? null,
      user: service.user?.value ?? null,
      command: [...(service.entrypoint?.words ?? []), ...(service.command?.words ?? [])],
      ports: service.ports.map((port) => this.port(port)),
      volumes: service.volumes.map((volume) => ({
        text: volume.text,
        type: volume.type,
        source: volume.type === 'bind' && volume.source !== null ? this.absolute(volume.source) : volume.source,
        target: volume.target,
        readOnly: volume.readOnly,
        ref: this.refAt(volume, volume.text),
      })),
      networks: service.networks.map(({ network }) => network),
      environment: [...service.environment, ...(service.build?.args ?? [])].map((entry) => this.variable(entry)),
      envFiles: service.envFiles.map((file) => ({ path: this.absolute(file.path), ref: this.refAt(file, file.path) })),
      ref: this.refAt(service, service.name),
    };
  }

  private port(port: ComposePort): ComposePublish {
    return {
      text: port.text,
      hostIp: port.hostIp,
      published: port.published,
      target: port.target,
      proto: port.protocol === 'udp' ? 'udp' : 'tcp',
      unresolved: port.hostScope === 'unknown' || port.unresolved.length > 0,
      ref: this.refAt(port, port.text),
    };
  }

  private variable(entry: ComposeVariable): ComposeEnvironment {
    return {
      name: entry.name,
      literal: entry.value !== null && entry.value !== '' && entry.unresolved.length === 0,
      secret: isSecretVariable(entry.name, entry.value ?? ''),
      ref: this.refAt(entry, entry.name),
    };
  }

  /** `./scripts` under the project's folder; what cannot be resolved stays as it is written. */
  private absolute(path: string): string {
    if (this.folder === null || path.startsWith('/') || path.startsWith('~') || path.includes('$')) return path;
    const parts = `${this.folder}/${path}`.split('/');
    const kept: string[] = [];
    for (const part of parts) {
      if (part === '..') kept.pop();
      else if (part !== '' && part !== '.') kept.push(part);
    }
    return `/${kept.join('/')}`;
  }

  private refAt(place: Place, text: string): EvidenceRef {
    const row = this.rows.find(({ artifact }) => pathOf(artifact) === place.file) ?? this.rows[0];
    return row
      ? refTo(row.artifact, place.line, text)
      : { artifact: 'compose.file', subject: this.subject, line: place.line };
  }
}

function readEnvFile(artifact: Artifact, text: string): ComposeEnvFileFact {
  const names: string[] = [];
  const secretNames: string[] = [];
  for (const line of text === '' ? [] : artifactLines(artifact)) {
    const pair = /^\s*(?:export\s+)?([A-Za-z_][\w.]{0,255})\s*=([^\n]*)$/.exec(line);
    const name = pair?.[1];
    if (name === undefined) continue;
    names.push(name);
    if (isSecretName(name)) secretNames.push(name);
  }
  return { path: pathOf(artifact), names, secretNames, ref: refTo(artifact) };
}
