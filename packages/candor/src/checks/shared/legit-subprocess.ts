import { analyseCommand } from '../../formats/shell/analyse-command.js';
import type { CommandAnalysis } from '../../formats/shell/command-analysis.js';

/** Programs that apps of this stack start in ordinary work: media tools, database clients, package managers, Next's telemetry. */
const ordinary = new Set(
  (
    'node nodejs next next-server npm npx pnpm yarn corepack tsx tsc esbuild payload cross-env dotenv concurrently ' +
    'ffmpeg ffprobe convert magick cwebp exiftool psql pg_dump pg_restore mongodump mongorestore mongosh rsync git ' +
    'getconf ldd lsof ps hostname uname date true false test [ echo printf cd exec exit set export sleep wait trap env ' +
    'nice ionice timeout flock tini dumb-init su-exec gosu sqlite3 redis-cli du df cat ls mkdir dirname basename gzip tar'
  ).split(' '),
);

const shells = /^(?:ba|da|a|z|k)?sh$/;

/** True for a shell. */
export function isShell(program: string): boolean {
  return shells.test(program);
}

/** Base name without a version: `python3.11` stays, `/app/node_modules/.bin/tsx` becomes `tsx`. */
function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1).replace(/^-/, '');
}

/**
 * True when everything that a command starts is ordinary for this stack or declared (`subprocesses` in candor.yaml), and
 * nothing in it is more than a note. A shell that runs a script of the app (`bash /app/scripts/…`) is ordinary.
 */
export function isLegitCommand(command: string, declared: readonly string[], analysis?: CommandAnalysis): boolean {
  const reading = analysis ?? analyseCommand(command);
  if (reading.weight === 'attack' || reading.weight === 'sign' || reading.truncated) return false;
  const known = new Set(declared.map(nameOf));
  return (
    reading.programs.length > 0 &&
    reading.programs.every((program) => {
      const name = nameOf(program);
      return (
        ordinary.has(name) || known.has(name) || (isShell(name) && runsScriptOrCommand(command)) || isAppScript(program)
      );
    })
  );
}

/** `sh -c '…'` (whose inner programs are judged too) or `bash /app/scripts/x.sh`; a bare interactive shell is neither. */
function runsScriptOrCommand(command: string): boolean {
  const words = command.trim().split(/\s+/).slice(1);
  if (words.some((word) => /^-\w*c$/.test(word))) return true;
  const script = words.find((word) => !word.startsWith('-'));
  return script !== undefined && isAppScript(script);
}

function isAppScript(path: string): boolean {
  return (
    /^(?:\/(?:app|srv|usr\/src|opt|home|var\/www)\/|\.{0,2}\/|[\w-]+\/)[\w./@+-]+$/.test(path) &&
    !/\/\.[^/.][^/]*$/.test(path)
  );
}
