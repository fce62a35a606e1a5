import { valueIfKnown } from '../../core/fact.js';
import type { Result } from '../../core/result.js';
import { type Container, containers } from '../../facts/containers.js';
import type { FixContext, SourceFile } from '../model.js';
import { openCompose, serviceMap } from './compose-text.js';
import { effectiveValue } from './edit-compose.js';

/** A service of a Compose project, the container that runs it, and the files that make it, in their order. */
export interface ServiceTarget {
  readonly project: string;
  readonly service: string;
  readonly container: Container | null;
  readonly files: readonly SourceFile[];
}

/** The container that a result is about; null when it is about none that is known. */
export function containerOf(result: Result, { facts }: FixContext): Container | null {
  const name = result.subject.replace(/^container:/, '');
  if (name === result.subject) return null;
  return valueIfKnown(facts(containers))?.find((container) => container.name === name) ?? null;
}

/** The Compose service behind a result about a container, or why there is none. */
export function serviceOf(result: Result, context: FixContext): ServiceTarget | string {
  const container = containerOf(result, context);
  if (container === null) return `${result.subject} is no container that was seen`;
  if (container.project === null || container.service === null)
    return `${container.name} was started by hand: no Compose file describes it`;
  return targetOf(container.project, container.service, container, context);
}

/** The files of a project that describe a service. */
export function targetOf(
  project: string,
  service: string,
  container: Container | null,
  { files }: FixContext,
): ServiceTarget | string {
  const own = files.list('compose', `project:${project}`).filter((file) => describes(file.text, service));
  return own.length === 0
    ? `no Compose file of the project ${project} that was read describes the service ${service}`
    : { project, service, container, files: own };
}

function describes(text: string, service: string): boolean {
  const file = openCompose(text);
  return file.ok && serviceMap(file.value, service).ok;
}

/** The file in which a key is set last, which is the one that counts; else the first one that describes the service. */
export function fileWithKey(target: ServiceTarget, key: string): SourceFile | null {
  const setting = target.files.filter((file) => valueIn(file.text, target.service, key) !== undefined);
  return setting.at(-1) ?? target.files[0] ?? null;
}

/** The file whose list of that key has an item that matches, the last of them. */
export function fileWithItem(
  target: ServiceTarget,
  key: string,
  matches: (item: unknown) => boolean,
): SourceFile | null {
  return (
    target.files
      .filter((file) => {
        const value = valueIn(file.text, target.service, key);
        return Array.isArray(value) && value.some(matches);
      })
      .at(-1) ?? null
  );
}

/** What one file says about a key of a service, merge keys followed; undefined when nothing or not readable. */
export function valueIn(text: string, service: string, key: string): unknown {
  const file = openCompose(text);
  return file.ok ? effectiveValue(file.value, service, key) : undefined;
}
