import { type Parsed, type ParseWarning, parsed, unparseable } from '../../core/parsed.js';
import { dockerInstructions } from './instructions.js';
import type {
  DockerCommand,
  DockerCopy,
  Dockerfile,
  DockerImage,
  DockerInstruction,
  DockerPair,
  DockerStage,
  DockerUser,
} from './model.js';
import { dockerWords, expand } from './words.js';

/** Longest Dockerfile that is read, in characters; BuildKit itself takes files up to a few megabytes. */
const MAX_DOCKERFILE_CHARS = 1024 * 1024;
const MAX_STAGES = 500;

interface Directives {
  readonly escapeChar: '\\' | '`';
  readonly syntax: string | null;
}

/** Parser directives: only comments before everything else count. */
function directivesOf(text: string): Directives {
  let escapeChar: '\\' | '`' = '\\';
  let syntax: string | null = null;
  for (const line of text.slice(0, 10_000).split(/\r?\n/)) {
    const found = /^#\s*([a-zA-Z]+)\s*=\s*(\S+)\s*$/.exec(line.trim());
    if (found === null) break;
    const name = (found[1] ?? '').toLowerCase();
    if (name === 'escape' && found[2] === '`') escapeChar = '`';
    if (name === 'syntax') syntax = found[2] ?? null;
  }
  return { escapeChar, syntax };
}

function isPairKeyword(keyword: string): keyword is DockerPair['keyword'] {
  return keyword === 'ENV' || keyword === 'ARG' || keyword === 'LABEL';
}

function pairsOf(one: DockerInstruction, escapeChar: string): readonly DockerPair[] {
  const { keyword, line, text } = one;
  if (!isPairKeyword(keyword)) return [];
  const old = /^([^\s="']+)\s+([\s\S]+)$/.exec(text);
  if (keyword !== 'ARG' && old !== null) return [{ keyword, name: old[1] ?? '', value: old[2] ?? '', line }];
  return dockerWords(text, escapeChar).map((word) => {
    const at = word.indexOf('=');
    return { keyword, name: at < 0 ? word : word.slice(0, at), value: at < 0 ? null : word.slice(at + 1), line };
  });
}

function imageOf(text: string, values: ReadonlyMap<string, string | null>): DockerImage {
  const { text: reference, unresolved } = expand(text, values);
  const at = reference.indexOf('@');
  const named = at < 0 ? reference : reference.slice(0, at);
  const masked = named.replace(/\$\{[^}]{0,500}\}/g, (variable) => '_'.repeat(variable.length));
  const colon = masked.lastIndexOf(':');
  const tagged = colon > masked.lastIndexOf('/');
  return {
    reference,
    name: tagged ? named.slice(0, colon) : named,
    tag: tagged ? named.slice(colon + 1) : null,
    digest: at < 0 ? null : reference.slice(at + 1),
    unresolved,
  };
}

function flag(one: DockerInstruction, name: string): string | null {
  return one.flags.find((each) => each.name === name)?.value ?? null;
}

function commandOf(one: DockerInstruction): DockerCommand {
  const bodies = one.heredocs.map(({ body }) => body);
  const script = one.exec === null ? [one.text, ...bodies].join('\n') : one.exec.join(' ');
  return { script, exec: one.exec, flags: one.flags, line: one.line };
}

function copyOf(one: DockerInstruction, escapeChar: string): DockerCopy {
  const words = one.exec ?? dockerWords(one.text, escapeChar);
  return {
    keyword: one.keyword === 'ADD' ? 'ADD' : 'COPY',
    sources: words.slice(0, -1),
    target: words.at(-1) ?? '',
    from: flag(one, 'from'),
    chown: flag(one, 'chown'),
    chmod: flag(one, 'chmod'),
    line: one.line,
  };
}

function userOf(one: DockerInstruction): DockerUser {
  const colon = one.text.indexOf(':');
  const user = colon < 0 ? one.text : one.text.slice(0, colon);
  return { user, group: colon < 0 ? null : one.text.slice(colon + 1), line: one.line };
}

type From = Pick<DockerStage, 'name' | 'image' | 'baseStage' | 'platform' | 'line'>;

function fromOf(
  one: DockerInstruction,
  args: ReadonlyMap<string, string | null>,
  earlier: readonly DockerStage[],
): From {
  const [reference = '', as, name] = one.text.split(/\s+/);
  const base = earlier.findLast((stage) => stage.name !== null && stage.name === reference.toLowerCase());
  const isImage = base === undefined && reference.toLowerCase() !== 'scratch';
  return {
    name: as?.toUpperCase() === 'AS' ? (name?.toLowerCase() ?? null) : null,
    image: isImage ? imageOf(reference, args) : null,
    baseStage: base?.index ?? null,
    platform: flag(one, 'platform'),
    line: one.line,
  };
}

function stageOf(
  from: From,
  index: number,
  instructions: readonly DockerInstruction[],
  escapeChar: string,
): DockerStage {
  const of = (...keywords: readonly string[]): readonly DockerInstruction[] =>
    instructions.filter(({ keyword }) => keywords.includes(keyword));
  const last = (keyword: string): DockerCommand | null => {
    const found = of(keyword).at(-1);
    return found === undefined ? null : commandOf(found);
  };
  const health = of('HEALTHCHECK').at(-1);
  return {
    ...from,
    index,
    instructions,
    users: of('USER').map(userOf),
    pairs: instructions.flatMap((one) => pairsOf(one, escapeChar)),
    copies: of('COPY', 'ADD').map((one) => copyOf(one, escapeChar)),
    runs: of('RUN').map(commandOf),
    cmd: last('CMD'),
    entrypoint: last('ENTRYPOINT'),
    exposes: of('EXPOSE').flatMap(({ text, line }) => text.split(/\s+/).map((port) => ({ text: port, line }))),
    hasHealthcheck: health !== undefined && !/^none$/i.test(health.text),
  };
}

/**
 * Reads a Dockerfile (Dockerfile reference, syntax 1.7): parser directives, continuations, heredocs, stages. `ONBUILD`
 * stays an instruction that is not followed. A file without `FROM` is refused. Never throws.
 */
export function readDockerfile(text: string): Parsed<Dockerfile> {
  if (text.length > MAX_DOCKERFILE_CHARS) return unparseable(`longer than ${MAX_DOCKERFILE_CHARS} characters`);
  const warnings: ParseWarning[] = [];
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const { escapeChar, syntax } = directivesOf(plain);
  const all = dockerInstructions(plain, escapeChar, warnings);
  const starts = all.flatMap(({ keyword }, at) => (keyword === 'FROM' ? [at] : []));
  const first = starts[0];
  if (first === undefined) return unparseable('no FROM instruction');
  if (starts.length > MAX_STAGES) return unparseable(`more than ${MAX_STAGES} stages`);
  const globalArgs = all.slice(0, first).flatMap((one) => pairsOf(one, escapeChar));
  const args = new Map<string, string | null>();
  for (const { name, value } of globalArgs) args.set(name, value === null ? null : expand(value, args).text);
  const stages: DockerStage[] = [];
  for (const [index, at] of starts.entries()) {
    const from = all[at];
    const body = all.slice(at + 1, starts[index + 1] ?? all.length);
    if (from !== undefined) stages.push(stageOf(fromOf(from, args, stages), index, body, escapeChar));
  }
  return parsed({ escape: escapeChar, syntax, globalArgs, stages }, warnings.slice(0, 100));
}

/** All instructions in order, also of a text that is no whole Dockerfile; what lies past the size limit is not read. */
export function readInstructions(text: string): readonly DockerInstruction[] {
  const plain = text.replace(/^\uFEFF/, '').slice(0, MAX_DOCKERFILE_CHARS);
  return dockerInstructions(plain, directivesOf(plain).escapeChar, []);
}

/** The last stage, which is what is built without `--target`. */
export function finalStage(file: Dockerfile): DockerStage | null {
  return file.stages.at(-1) ?? null;
}

/** The `USER` in force at the end of a stage, its base stages included; null = the base image's own. */
export function finalUser(file: Dockerfile, stage: DockerStage): DockerUser | null {
  let at: DockerStage | undefined = stage;
  while (at !== undefined) {
    const user = at.users.at(-1);
    if (user !== undefined) return user;
    at = at.baseStage === null ? undefined : file.stages[at.baseStage];
  }
  return null;
}
