import ipaddr from 'ipaddr.js';
import type { Indicator, IndicatorRole, Span } from './command-analysis.js';
import { MONERO_WALLET } from './detect-miner.js';
import type { Detection } from './detection.js';
import { downloadTargets, isDownload } from './download-program.js';
import type { Invocation } from './invocation.js';
import { isSuspiciousPlace } from './suspicious-place.js';
import { filePath, type WrittenFile } from './written-files.js';

const URL_IN_TEXT = /\b(?:https?|ftp|tftp|stratum\d?(?:\+\w+)?|tcp|wss?):\/\/[^\s"'`<>|;)(\\]{1,500}/gi;
const IPV4_IN_TEXT = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;
const HOST_PORT = /^([a-z0-9.-]+\.[a-z]{2,}):(\d{2,5})$/i;
const MOST = 200;

/** Where an address can be reached from; null for what is no address. Documentation ranges count as public. */
export function addressScope(text: string): 'loopback' | 'private' | 'public' | null {
  if (!ipaddr.isValid(text) || (/^[\d.]+$/.test(text) && !ipaddr.IPv4.isValidFourPartDecimal(text))) return null;
  const range = ipaddr.process(text).range();
  if (range === 'loopback' || range === 'unspecified') return 'loopback';
  return ['private', 'linkLocal', 'uniqueLocal', 'carrierGradeNat', 'multicast', 'broadcast'].includes(range)
    ? 'private'
    : 'public';
}

interface Sink {
  readonly seen: Map<string, Indicator>;
}

const ROLE_ORDER: readonly IndicatorRole[] = [
  'c2',
  'pool',
  'payload-server',
  'upload-target',
  'dropped-file',
  'wallet',
  'mentioned',
];

function add(sink: Sink, indicator: Indicator): void {
  const key = `${indicator.type} ${indicator.value}`;
  const known = sink.seen.get(key);
  if (
    known === undefined ? sink.seen.size >= MOST : ROLE_ORDER.indexOf(known.role) <= ROLE_ORDER.indexOf(indicator.role)
  )
    return;
  sink.seen.set(key, known === undefined ? indicator : { ...known, role: indicator.role });
}

function addHost(sink: Sink, host: string, role: IndicatorRole, span: Span): void {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  const scope = addressScope(bare);
  if (scope !== null) add(sink, { type: bare.includes(':') ? 'ipv6' : 'ipv4', value: bare, role, scope, span });
  else if (/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)+$/.test(bare) && /\.[a-z]{2,}$/.test(bare))
    add(sink, { type: 'domain', value: bare, role, scope: null, span });
}

function hostOfUrl(url: string): string {
  const rest = url.slice(url.indexOf('://') + 3).replace(/^[^/@?#]*@/, '');
  return /^\[[^\]]*\]/.exec(rest)?.[0] ?? rest.split(/[/:?#]/, 1)[0] ?? '';
}

function addText(sink: Sink, text: string, role: IndicatorRole, span: Span): void {
  const bounded = text.slice(0, 16_384);
  for (const match of bounded.matchAll(URL_IN_TEXT)) {
    const pool = /^stratum/i.test(match[0]) ? 'pool' : role;
    if (pool !== 'pool')
      add(sink, {
        type: 'url',
        value: match[0],
        role: pool,
        scope: addressScope(hostOfUrl(match[0]).replace(/^\[|\]$/g, '')),
        span,
      });
    addHost(sink, hostOfUrl(match[0]), pool, span);
  }
  for (const match of bounded.matchAll(IPV4_IN_TEXT)) addHost(sink, match[0], role, span);
  const wallet = MONERO_WALLET.exec(bounded)?.[0];
  if (wallet !== undefined) add(sink, { type: 'wallet', value: wallet, role: 'wallet', scope: null, span });
  const pair = HOST_PORT.exec(bounded);
  if (pair?.[1] !== undefined) addHost(sink, pair[1], role, span);
}

function roleOf(invocation: Invocation, detections: readonly Detection[]): IndicatorRole {
  const shown = (kind: string): boolean =>
    detections.some(
      (one) => one.kind === kind && one.span.start <= invocation.span.start && one.span.end >= invocation.span.end,
    );
  if (shown('miner')) return 'pool';
  if (shown('reverse-shell'))
    return isDownload(invocation) && downloadTargets(invocation).some((target) => target.includes('/'))
      ? 'payload-server'
      : 'c2';
  if (shown('exfiltration')) return 'upload-target';
  return isDownload(invocation) ? 'payload-server' : 'mentioned';
}

/** Indicators of a command with their roles, at most 200; addresses of the machine itself are kept with scope `loopback`. */
export function commandIndicators(
  invocations: readonly Invocation[],
  detections: readonly Detection[],
  files: readonly WrittenFile[],
): Indicator[] {
  const sink: Sink = { seen: new Map() };
  for (const invocation of invocations) {
    const role = roleOf(invocation, detections);
    for (const field of invocation.fields) addText(sink, field.value, role, field.span);
    if (role === 'payload-server' || role === 'c2') {
      for (const target of downloadTargets(invocation))
        if (!target.includes('://')) addHost(sink, target.split(/[/:]/, 1)[0] ?? '', role, invocation.span);
    }
    for (const { target } of invocation.redirects) {
      const socket = /^\/dev\/(?:tcp|udp)\/([^/]+)\//.exec(target)?.[1];
      if (socket !== undefined) addHost(sink, socket, role === 'mentioned' ? 'mentioned' : 'c2', invocation.span);
    }
    const path = filePath(invocation.path, invocation.cwd);
    if (invocation.path.includes('/') && isSuspiciousPlace(path))
      add(sink, { type: 'path', value: path, role: 'dropped-file', scope: null, span: invocation.span });
  }
  for (const file of files) {
    const span =
      invocations.find((one) => one.args.some((arg) => filePath(arg, one.cwd) === file.path))?.span ??
      invocations[0]?.span;
    if ((file.downloaded || isSuspiciousPlace(file.path)) && span !== undefined)
      add(sink, { type: 'path', value: file.path, role: 'dropped-file', scope: null, span });
  }
  return [...sink.seen.values()];
}
