import { type Artifact, hasContent, isNonEmpty, refTo } from '../core/evidence.js';
import { known, partial, reasonOf, unknown } from '../core/fact.js';
import { type ContainerExec, containerExec } from '../facts/container-exec.js';
import { defineParser } from './parser.js';

/** Longest answer that is kept, in characters. */
const outputLimit = 4_000;

/** Flags of `docker exec` that take a value (docker-exec(1)). */
const flagsWithValue = new Set(['-u', '--user', '-e', '--env', '-w', '--workdir', '--env-file', '--detach-keys']);

/** Answers of commands run inside containers (`container.exec`). */
export const containerExecParser = defineParser(containerExec, (context) => {
  const all = context.artifacts('container.exec');
  const readable = all.filter(hasContent);
  const evidence = readable.map((artifact) => refTo(artifact));
  const blind = all.find((artifact) => !hasContent(artifact));
  const reason = blind === undefined ? null : reasonOf(blind.status);
  if (!isNonEmpty(evidence)) {
    return unknown(reason ?? 'not-collected', blind?.detail ?? 'no command was run inside a container');
  }
  const answers = readable.map(readAnswer);
  if (reason === null) return known(answers, evidence, context.now);
  return partial(answers, { reason, detail: blind?.detail ?? 'an answer is missing' }, evidence, context.now);
});

function readAnswer(artifact: Artifact): ContainerExec {
  const output = artifact.text().slice(0, outputLimit);
  const source = artifact.source !== null && 'command' in artifact.source ? artifact.source : null;
  const uid = /^uid=(\d{1,10})\(/m.exec(output)?.[1];
  const line = output.split('\n', 1)[0] ?? '';
  return {
    container: artifact.subject.replace(/^container:/, ''),
    command: innerCommand(source?.command ?? []),
    exitCode: source?.exitCode ?? null,
    output,
    uid: uid === undefined ? null : Number(uid),
    ref: refTo(artifact, 1, line),
  };
}

/** `docker exec [-u USER] NAME id` → `id`; a command without that prefix is given back whole. */
function innerCommand(words: readonly string[]): readonly string[] {
  const exec = words.indexOf('exec');
  if (exec < 0 || exec > 2) return words;
  let at = exec + 1;
  while (words[at]?.startsWith('-')) at += flagsWithValue.has(words[at] ?? '') ? 2 : 1;
  return words.slice(at + 1);
}
