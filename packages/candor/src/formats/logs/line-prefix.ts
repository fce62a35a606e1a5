import { leadingTime, type TimeContext } from './log-time.js';

/** A line without colours, service prefix and time. */
export interface PrefixedLine {
  readonly source: string | null;
  readonly micros: number | null;
  readonly body: string;
}

const COLOURS = /\u001b\[[0-9;?]{0,20}[A-Za-z]/g;
const COMPOSE = /^([A-Za-z][\w.-]{0,100}?) +\| ?/;

/** Takes colours, the prefix of `docker compose logs` and the leading time off. The body keeps its indentation. */
export function splitPrefix(line: string, context: TimeContext): PrefixedLine {
  const plain = line.includes('\u001b') ? line.replaceAll(COLOURS, '') : line;
  const compose = COMPOSE.exec(plain);
  const rest = compose === null ? plain : plain.slice(compose[0].length);
  const time = leadingTime(rest, context);
  const body = time === null ? rest : rest.slice(time.length);
  return { source: compose?.[1] ?? null, micros: time?.micros ?? null, body };
}
