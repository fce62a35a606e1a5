import { posix } from 'node:path';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { advisoryTable } from '../../facts/advisories.js';
import { type DockerImage, type DockerStage, readDockerfile } from '../../formats/dockerfile/index.js';
import { setServiceKey } from '../compose/edit-service.js';
import { memberText } from '../compose/item-words.js';
import { composeProposal } from '../compose/propose.js';
import { fileWithKey, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type FixContext, type Proposal, type Remedy, refused, type SourceFile } from '../model.js';
import { lineAfter, lineEndOf } from '../text/lines.js';
import { applyEdits, type TextEdit } from '../text/text-edit.js';
import { runAsUser } from './run-as-user.js';

/** The Dockerfile from which a service is built; null when it is built from none that was read. */
export function dockerfileOf(target: ServiceTarget, { files }: FixContext): SourceFile | null {
  const compose = fileWithKey(target, 'build');
  const build = compose === null ? undefined : valueIn(compose.text, target.service, 'build');
  const context = typeof build === 'string' ? build : memberText(build, 'context');
  if (compose === null || context === null) return null;
  const name = memberText(build, 'dockerfile') ?? 'Dockerfile';
  return files.find(posix.resolve(posix.dirname(compose.path), context, name));
}

/** Offset of the first character of a 1-based line. */
function offsetOf(text: string, line: number): number {
  let at = 0;
  for (let left = line - 1; left > 0; left -= 1) at = lineAfter(text, at);
  return at;
}

function lastStage(text: string): DockerStage | null {
  const read = readDockerfile(text);
  return read.ok ? (read.value.stages.at(-1) ?? null) : null;
}

/** `USER` before the first command of the last stage, or in the place of its last `USER`. */
export function withUser(text: string): Parsed<string> {
  const stage = lastStage(text);
  if (stage === null) return unparseable('the Dockerfile was not understood');
  const isNode = /^(?:.*\/)?node$/.test(stage.image?.name ?? '');
  const user = isNode ? 'node' : '1000:1000';
  const own = stage.instructions.findLast(({ keyword }) => keyword === 'USER');
  if (own !== undefined && own.line === own.lastLine) {
    const start = offsetOf(text, own.line);
    const line = text.slice(start, lineAfter(text, start));
    const place = line.lastIndexOf(own.text);
    return own.text === '' || place < 0
      ? unparseable(`line ${own.line} was not understood`)
      : edited(text, { start: start + place, end: start + place + own.text.length, text: user });
  }
  const commands = stage.instructions.filter(({ keyword }) => keyword === 'CMD' || keyword === 'ENTRYPOINT');
  const last = stage.instructions.findLast(({ keyword }) => /^(?:RUN|COPY|ADD)$/.test(keyword));
  const first = commands.find(({ line }) => line > (last?.lastLine ?? 0));
  const at = first === undefined ? text.length : offsetOf(text, first.line);
  const eol = lineEndOf(text);
  const open = first === undefined && text !== '' && !text.endsWith('\n');
  return edited(text, { start: at, end: at, text: open ? `${eol}USER ${user}` : `USER ${user}${eol}` });
}

function edited(text: string, edit: TextEdit): Parsed<string> {
  const after = applyEdits(text, [edit]);
  return after === null || lastStage(after) === null
    ? unparseable('the edit would break the Dockerfile')
    : parsed(after);
}

function dockerProposal(
  target: ServiceTarget,
  file: SourceFile,
  text: Parsed<string>,
  notes: readonly string[],
): Proposal {
  if (!text.ok) return refused(`${file.path}: ${text.reason}`);
  const effects = [{ kind: 'compose-up' as const, project: target.project, services: [target.service], build: true }];
  if (text.value === file.text)
    return { kind: 'in-file-already', effects, because: `${file.path} says so already: build and start anew` };
  return {
    kind: 'change',
    changes: [{ path: file.path, kind: file.kind, subject: file.subject, text: text.value }],
    effects,
    notes,
  };
}

/** IMG-06: `USER` in the Dockerfile (CIS Docker 4.1); in the Compose file where the image is not built here. */
export const nameUser: Remedy = {
  checks: ['IMG-06'],
  title: 'name an ordinary user',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const file = dockerfileOf(target, context);
    const composeSays = target.files.some(({ text }) => valueIn(text, target.service, 'user') !== undefined);
    if (file === null || composeSays) return runAsUser.propose(result, context);
    return dockerProposal(target, file, withUser(file.text), [
      'What the app writes in its image must belong to that user: COPY --chown.',
    ]);
  },
};

/** A line that is raised to should get fixes for another year (nodejs.org: a line in maintenance ends in April). */
const yearMs = 365 * 86_400_000;

/** The lowest even major version of Node with a year of fixes ahead (nodejs.org, release schedule). */
function supportedNode({ facts }: FixContext): string | null {
  const table = facts(advisoryTable);
  if (table.status !== 'known') return null;
  const lines = table.value.endOfLife
    .filter(({ product, line }) => product === 'node' && Number(line) % 2 === 0)
    .filter(({ endsAt }) => endsAt.getTime() - table.observedAt.getTime() > yearMs)
    .map(({ line }) => Number(line));
  return lines.length === 0 ? null : String(Math.min(...lines));
}

/** `node:18.20-alpine3.17` → `node:24-alpine`; null for what is pinned by digest, decided by a variable, or no official Node. */
export function raisedNode(reference: string, major: string): string | null {
  const found = /^((?:docker\.io\/)?(?:library\/)?node):v?(\d{1,2})(?:\.\d+){0,2}(?:-([a-z]+[\d.]*)(-slim)?)?$/.exec(
    reference,
  );
  if (found === null || Number(found[2]) >= Number(major)) return null;
  const system = found[3];
  // Old Alpine and Debian releases have no image of a new Node.
  const kept = system?.startsWith('alpine')
    ? 'alpine'
    : system !== undefined && /^(?:bookworm|trixie|slim)$/.test(system)
      ? system
      : null;
  const suffix = system === undefined ? '' : `-${kept ?? 'bookworm'}${found[4] ?? ''}`;
  return `${found[1]}:${major}${suffix}`;
}

function withBase(text: string, major: string): Parsed<string> {
  const read = readDockerfile(text);
  if (!read.ok) return read;
  const edits: TextEdit[] = [];
  for (const { image, line } of read.value.stages) {
    const to = image === null ? null : raisedOf(image, major);
    if (image === null || to === null) continue;
    const start = offsetOf(text, line);
    const at = text.slice(start, lineAfter(text, start)).indexOf(image.reference);
    if (at < 0) return unparseable(`the base image on line ${line} is put together from arguments`);
    edits.push({ start: start + at, end: start + at + image.reference.length, text: to });
  }
  const after = applyEdits(text, edits);
  if (edits.length === 0) return unparseable('no stage builds on an official image of Node.js by a tag');
  return after === null ? unparseable('the edits overlap') : parsed(after);
}

function raisedOf(image: DockerImage, major: string): string | null {
  return image.digest !== null || image.unresolved.length > 0 ? null : raisedNode(image.reference, major);
}

/** IMG-01, IMG-02: a base image that gets fixes (nodejs.org, release schedule). */
export const raiseBaseImage: Remedy = {
  checks: ['IMG-01', 'IMG-02'],
  title: 'build on a supported Node.js',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const major = supportedNode(context);
    if (major === null) return refused('no end-of-life data of Node.js');
    const notes = [`Test it: packages with native parts are built anew for Node.js ${major}.`];
    const file = dockerfileOf(target, context);
    if (file !== null) return dockerProposal(target, file, withBase(file.text, major), notes);
    const compose = fileWithKey(target, 'image');
    const image = compose === null ? undefined : valueIn(compose.text, target.service, 'image');
    const to = typeof image === 'string' ? raisedNode(image, major) : null;
    if (compose === null || to === null)
      return refused(
        `the image of ${target.service} is no official Node.js by a tag, and no Dockerfile of it was read`,
      );
    return composeProposal(target, compose, setServiceKey(compose.text, target.service, 'image', to), notes);
  },
};
