/** One frame of a V8 stack (v8.dev, "Stack trace API"). `line` and `column` are 1-based, null where not given. */
export interface StackFrame {
  readonly text: string;
  readonly functionName: string | null;
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** File and place that evaluated this code (`eval at … (file:1:2)`), null for ordinary code. */
  readonly evalOrigin: { readonly file: string; readonly line: number | null; readonly column: number | null } | null;
}

const MOST_CHARS = 65_536;
const MOST_FRAMES = 500;
const POSITION = /^(.*?)(?::(\d{1,9}))?(?::(\d{1,9}))?$/s;
/** A place inside parentheses, the innermost one of an evaluation chain. */
const EVAL_FILE = /\(((?:[^()\s]|\([^()\s]{1,100}\)){1,500}):(\d{1,9}):(\d{1,9})\)/;

function position(place: string): { file: string | null; line: number | null; column: number | null } {
  const match = POSITION.exec(place.trim());
  const file = match?.[1] ?? '';
  const number = (text: string | undefined): number | null => (text === undefined ? null : Number(text));
  return { file: file === '' ? null : file, line: number(match?.[2]), column: number(match?.[3]) };
}

function splitFrame(text: string): { name: string | null; place: string } {
  const open = text.indexOf(' (');
  if (open < 0 || !text.endsWith(')')) return { name: null, place: text };
  return { name: text.slice(0, open), place: text.slice(open + 2, -1) };
}

function evalOrigin(place: string): StackFrame['evalOrigin'] {
  if (!place.startsWith('eval at ') && !place.includes('(eval at ')) return null;
  const match = EVAL_FILE.exec(place);
  return match === null
    ? { file: '', line: null, column: null }
    : { file: match[1] ?? '', line: Number(match[2]), column: Number(match[3]) };
}

function parseFrame(raw: string): StackFrame | null {
  const text = raw.trim().replace(/^at /, '');
  if (text === '' || text === raw.trim()) return null;
  const { name, place } = splitFrame(text);
  const origin = evalOrigin(place);
  const inner = origin === null ? place : place.slice(place.lastIndexOf(', ') + 2);
  return {
    text: raw.trim().slice(0, 1_000),
    functionName: name?.replace(/^async /, '').replace(/^new /, '') ?? null,
    ...position(inner),
    evalOrigin: origin,
  };
}

/** Frames of a stack written with line breaks or joined by ` | `, at most 500; what is no frame is left out. */
export function parseStack(text: string): StackFrame[] {
  const frames: StackFrame[] = [];
  for (const piece of text.slice(0, MOST_CHARS).split(/\n|\s\|\s(?=at )/)) {
    if (frames.length >= MOST_FRAMES) break;
    const frame = parseFrame(piece);
    if (frame !== null) frames.push(frame);
  }
  return frames;
}

const LAUNCH_NAMES = /(?:^|\.)(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork|patched\w*|wrapped\w*)$/;
const OWN_FILES = /(?:^|[/\\])(?:sensor\.cjs|@candor[/\\]sensor)|subprocess?[_-]?(?:global)?[_-]?diag|candor-sensor/i;

/**
 * `TOP_FRAME_IS_SENSOR`: the frames below the instrument's own. Leading frames are the sensor's when their file is a
 * known sensor, or when they are a wrapped launch function outside Node (`d.execSync (/app/.next/…)`) above the caller.
 */
export function withoutSensorFrames(frames: readonly StackFrame[]): readonly StackFrame[] {
  let first = 0;
  while (first < frames.length - 1 && isSensorFrame(frames[first])) first += 1;
  return frames.slice(first);
}

function isSensorFrame(frame: StackFrame | undefined): boolean {
  if (frame === undefined || frame.evalOrigin !== null) return false;
  if (OWN_FILES.test(frame.file ?? '')) return true;
  return (
    LAUNCH_NAMES.test(frame.functionName ?? '') &&
    (frame.file?.startsWith('node:') === true || /\.next[/\\]server[/\\]|instrumentation/.test(frame.file ?? ''))
  );
}

/** A vulnerable place in a known package that a stack passes through. */
export interface KnownSink {
  readonly id: string;
  readonly cve: string;
  readonly package: string;
  readonly what: string;
  readonly frame: StackFrame;
}

/** Next's bundled React Flight decoder: `next/dist/compiled/next-server/app-page*.runtime.prod.js` (GHSA-9qr9-h5gf-34mp). */
const FLIGHT_RUNTIME =
  /next[/\\]dist[/\\]compiled[/\\]next-server[/\\]app-(?:page|route)[\w.-]*\.runtime\.(?:prod|dev)\.js$/;
const FLIGHT_PACKAGE = /react-server-dom-(?:webpack|turbopack|parcel)[\w./\\-]*\.js$/;

/**
 * `KNOWN_FRAME`: code evaluated by the React Flight decoder while it reads a request's form data is attacker code
 * (CVE-2025-55182). The decoder never evaluates text in its ordinary work.
 */
export function knownSink(frames: readonly StackFrame[]): KnownSink | null {
  const frame = frames.find(
    ({ evalOrigin }) =>
      evalOrigin !== null && (FLIGHT_RUNTIME.test(evalOrigin.file) || FLIGHT_PACKAGE.test(evalOrigin.file)),
  );
  if (frame === undefined) return null;
  return {
    id: 'react-flight-decoder',
    cve: 'CVE-2025-55182',
    package: FLIGHT_RUNTIME.test(frame.evalOrigin?.file ?? '') ? 'next' : 'react-server-dom',
    what: 'the React Flight decoder evaluated code that came with the request',
    frame,
  };
}
