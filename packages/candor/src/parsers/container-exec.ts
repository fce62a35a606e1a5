import { type Artifact, refTo } from '../core/evidence.js';
import { parsed } from '../core/parsed.js';
import { type ContainerExec, containerExec } from '../facts/container-exec.js';
import { defineParser } from './parser.js';
import { containerOf, factOf, readArtifacts } from './readings.js';

/** Longest answer that is kept, in characters. */
const outputLimit = 4_000;

/** Flags of `docker exec` that take a value (docker-exec(1)). */
const flagsWithValue = new Set(['-u', '--user', '-e', '--env', '-w', '--workdir', '--env-file', '--detach-keys']);

/** Answers of commands run inside containers (`container.exec`). */
export const containerExecParser = defineParser(containerExec, (context) => {
  const readings = readArtifacts(context, 'container.exec', (text, artifact) => parsed(readAnswer(text, artifact)));
  return factOf(
    readings,
    readings.rows.map((row) => row.value),
  );
});

function readAnswer(text: string, artifact: Artifact): ContainerExec {
  const output = text.slice(0, outputLimit);
  const source = artifact.source !== null && 'command' in artifact.source ? artifact.source : null;
  const uid = /^uid=(\d{1,10})(?:\(|\s|$)/m.exec(output)?.[1];
  return {
    container: containerOf(artifact.subject) ?? artifact.subject,
    command: innerCommand(source?.command ?? []),
    exitCode: source?.exitCode ?? null,
    output,
    uid: uid === undefined ? null : Number(uid),
    ref: refTo(artifact, 1, output.split('\n', 1)[0] ?? ''),
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
