import { isDecoder } from './constant-output.js';
import type { Detection } from './detection.js';
import { downloadTargets, isDownload } from './download-program.js';
import { codeFetches, codeRuns, codeRunsDecoded } from './inline-code.js';
import {
  inlineCodeOf,
  isInterpreter,
  isShell,
  readsProgramFromInput,
  scriptFile,
  shellCommandField,
} from './interpreters.js';
import type { Invocation } from './invocation.js';

function runsArguments(invocation: Invocation): boolean {
  if (invocation.program === 'eval' || shellCommandField(invocation) !== null || inlineCodeOf(invocation) !== null)
    return true;
  return scriptFile(invocation)?.startsWith('/dev/fd/') === true;
}

function codeDetections(invocation: Invocation): Detection[] {
  const code = inlineCodeOf(invocation)?.value;
  if (code === undefined) return [];
  const found: Detection[] = [];
  const span = invocation.span;
  if (codeRunsDecoded(code))
    found.push({ kind: 'encoded', weight: 'attack', what: `${invocation.program} runs decoded text`, span });
  if (codeFetches(code) && codeRuns(code)) {
    found.push({
      kind: 'fetch-and-run',
      weight: 'attack',
      what: `${invocation.program} fetches code and runs it`,
      span,
    });
  }
  return found;
}

function pipedDetections(invocation: Invocation): Detection[] {
  const fromInput =
    readsProgramFromInput(invocation) &&
    (invocation.sources.length > 0 || invocation.input !== null || invocation.inputTaint.download);
  const fromArguments = runsArguments(invocation);
  if (!fromInput && !fromArguments) return [];
  const piped = fromInput ? invocation.sources : [];
  const download =
    (fromArguments && invocation.argTaint.download) ||
    (fromInput && invocation.inputTaint.download) ||
    piped.some(isDownload);
  const decode =
    (fromArguments && invocation.argTaint.decode) ||
    (fromInput && invocation.inputTaint.decode) ||
    piped.some(isDecoder);
  const span = invocation.pipelineSpan;
  const found: Detection[] = [];
  if (decode)
    found.push({
      kind: 'encoded',
      weight: 'attack',
      what: `decodes text and runs it with ${invocation.program}`,
      span,
    });
  if (download)
    found.push({
      kind: 'fetch-and-run',
      weight: 'attack',
      what: `runs what it downloads with ${invocation.program}`,
      span,
    });
  if (fromInput && piped.length > 0 && (isShell(invocation) || download || decode)) {
    found.push({
      kind: 'pipe-to-shell',
      weight: download || decode ? 'attack' : 'sign',
      what: `pipes into ${invocation.program}`,
      span,
    });
  }
  return found;
}

/** Downloads, and text that is fetched, decoded or piped into something that runs it. */
export function detectPipedCode(invocation: Invocation): Detection[] {
  const found: Detection[] = [];
  if (isDownload(invocation)) {
    const target = downloadTargets(invocation)[0] ?? invocation.args[0] ?? '';
    found.push({
      kind: 'download',
      weight: 'sign',
      what: `fetches ${target.slice(0, 200)} with ${invocation.program}`,
      span: invocation.span,
    });
  }
  if (
    isShell(invocation) ||
    isInterpreter(invocation) ||
    ['eval', '.', 'source', 'su', 'script'].includes(invocation.program)
  ) {
    found.push(...pipedDetections(invocation), ...codeDetections(invocation));
  }
  if (invocation.program === 'xargs') return found;
  if (invocation.wrappers.includes('xargs') && isShell(invocation) && invocation.sources.some(isDownload)) {
    found.push({
      kind: 'fetch-and-run',
      weight: 'attack',
      what: 'runs what it downloads through xargs',
      span: invocation.pipelineSpan,
    });
  }
  return found;
}

const NAMES_WORTH_HIDING: ReadonlySet<string> = new Set(
  'wget curl sh bash dash nc ncat netcat chmod base64 python python3 perl php ruby node whoami id uname cat rm socat crontab busybox eval xxd openssl env'.split(
    ' ',
  ),
);

/** A command name taken apart by quotes, escapes, `$IFS` or variables (ATT&CK T1027.010). */
export function detectHiddenName(invocation: Invocation): Detection[] {
  if (!invocation.hidden || !NAMES_WORTH_HIDING.has(invocation.program)) return [];
  return [
    {
      kind: 'encoded',
      weight: 'sign',
      what: `the name ${invocation.program} is hidden from plain reading`,
      span: invocation.span,
    },
  ];
}
