import { readDockerfile } from '../formats/dockerfile/read-dockerfile.js';
import { quoteEnv } from './quote-env.js';
import { sensorPath } from './sensor-path.js';

/**
 * The Dockerfile with the sensor and the option that loads it at the end of the stage that is built: file and option are in
 * the same image, so neither is there without the other. Null when there is no such stage.
 */
export function editDockerfile(
  text: string,
  target: string | null,
  file: string,
  env: readonly string[],
): string | null {
  const reading = readDockerfile(text);
  if (!reading.ok) return null;
  const { stages } = reading.value;
  const at = target === null ? stages.length - 1 : stages.findIndex(({ name }) => name === target.toLowerCase());
  if (at < 0) return null;
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const block = [
    '# The sensor of Candor and the option that loads it: neither without the other (candor sensor install --undo).',
    `COPY ${file} ${sensorPath}`,
    ...env.map((entry) => `ENV ${quoteEnv(entry)}`),
  ];
  const lines = text.split(/(?<=\n)/);
  const next = stages[at + 1];
  const split = next === undefined ? lines.length : commentsBefore(lines, next.line - 1);
  const before = lines.slice(0, split).join('');
  const gap = before.endsWith('\n') ? '' : end;
  return `${before}${gap}${block.map((line) => line + end).join('')}${lines.slice(split).join('')}`;
}

/** Comment and blank lines above a FROM belong to it. */
function commentsBefore(lines: readonly string[], from: number): number {
  let at = from;
  while (at > 0 && /^\s*(?:#|$)/.test(lines[at - 1] ?? '')) at -= 1;
  return at;
}
