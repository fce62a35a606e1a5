import { execFile } from 'node:child_process';

/** Debian's ffmpeg puts it there; the variable is for machines that keep it elsewhere. */
const program = process.env.FFPROBE ?? '/usr/bin/ffprobe';
const args = ['-hide_banner', '-v', 'error', '-print_format', 'json', '-show_format', '-i', 'pipe:0'];

/**
 * Length of a sound file in seconds, null where ffprobe finds none. The bytes go in through standard input, so that no
 * name which an editor chose is ever part of a command; no shell, an empty environment, 10 s, 64 KiB of output.
 */
export function audioDurationSec(bytes: Buffer): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const options = {
      env: { NODE_ENV: 'production', LC_ALL: 'C' },
      timeout: 10_000,
      killSignal: 'SIGKILL',
      maxBuffer: 65_536,
    } as const;
    const child = execFile(/* turbopackIgnore: true */ program, args, options, (error, stdout) => {
      if (error) reject(new Error(`ffprobe: ${error.code ?? error.signal ?? error.message}`));
      else resolve(readDuration(stdout));
    });
    // ffprobe may stop reading when it has seen enough; the rest of the bytes has nowhere to go then.
    child.stdin?.on('error', () => {});
    child.stdin?.end(bytes);
  });
}

function readDuration(stdout: string): number | null {
  try {
    const duration = Number(JSON.parse(stdout)?.format?.duration);
    return Number.isFinite(duration) && duration > 0 ? duration : null;
  } catch {
    return null;
  }
}
