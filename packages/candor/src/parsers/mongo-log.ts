import { hasContent, isTestimony, refTo } from '../core/evidence.js';
import type { MongoLog } from '../facts/mongo.js';
import { ransomNoteIn } from '../facts/ransom-note.js';
import { logChunks } from '../formats/logs/log-chunks.js';
import type { ParseContext } from './parser.js';
import { gapOf } from './readings.js';

/** Longest part of a line that is looked at. */
const lineLimit = 8192;

/** What `docker logs` of a server shows (mongod's structured log, and the text log of 4.2 and before); null = no log. */
export function readMongoLog(context: ParseContext, subject: string): MongoLog | null {
  const artifacts = context.artifacts('docker.logs', subject);
  const readable = artifacts.filter((each) => hasContent(each) && !isTestimony(each));
  const first = readable[0];
  if (first === undefined) return null;
  const found = { loginFailures: 0, noUsers: false, ransomNote: null as string | null, drops: 0 };
  for (const artifact of readable) {
    for (const { text, decode } of logChunks(artifact.pieces()))
      for (const line of decode(text).split('\n')) readLine(line.slice(0, lineLimit), found);
  }
  return { ...found, whole: artifacts.every((each) => gapOf(each) === null), ref: refTo(first) };
}

function readLine(
  line: string,
  found: { loginFailures: number; noUsers: boolean; ransomNote: string | null; drops: number },
): void {
  if (/Authentication failed|SASL SCRAM\S{0,20} authentication failed|"msg":"Failed to authenticate"/.test(line))
    found.loginFailures += 1;
  if (/no users configured in admin\.system\.users/.test(line)) found.noUsers = true;
  if (
    /"msg":"(?:CMD: drop|dropDatabase - starting|dropDatabase)"|\bdropDatabase\b.{1,200}\b(?:starting|dropping)/.test(
      line,
    )
  )
    found.drops += 1;
  found.ransomNote ??= ransomNoteIn(line);
}
