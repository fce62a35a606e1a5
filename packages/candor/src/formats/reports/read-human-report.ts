import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { MAX_TEXT_CHARS } from '../text/limits.js';
import { type TextLine, textLines } from '../text/text-lines.js';
import { findIndicators, type Indicator } from './find-indicators.js';
import { findDate, findTimes, type MentionedTime } from './find-times.js';
import { repairMojibake } from './repair-mojibake.js';
import { findStatusWords, type StatusWord } from './status-words.js';

/** A sentence or list item, without Markdown marks. */
export interface ReportLine {
  readonly text: string;
  readonly line: number;
}

/** A question that a report leaves open. */
export interface OpenQuestion extends ReportLine {
  readonly topic: 'attack-vector' | 'cause' | 'other';
}

/** A note that was added to a report later: a block quote, or an update heading or line. */
export interface Amendment extends ReportLine {
  /** When the note says it was written; null when it does not. */
  readonly at: Date | null;
}

/** A Markdown report that a person (or an assistant) wrote. Everything in it is testimony. */
export interface HumanReport {
  readonly title: ReportLine | null;
  readonly date: Date | null;
  readonly dateLine: number | null;
  /** The line that calls itself status, verdict, result, conclusion or assessment. */
  readonly status: ReportLine | null;
  /** Words of judgement anywhere in the text. */
  readonly statusWords: readonly StatusWord[];
  readonly claims: readonly ReportLine[];
  readonly indicators: readonly Indicator[];
  readonly times: readonly MentionedTime[];
  readonly openQuestions: readonly OpenQuestion[];
  readonly amendments: readonly Amendment[];
  /** Notes such as "monitor this": what someone meant to look at again. */
  readonly watchNotes: readonly ReportLine[];
  /** True when the text's encoding had to be repaired. */
  readonly repaired: boolean;
}

const STATUS =
  /^(?:overall |final |security |current )?(?:status|verdict|result|conclusion|assessment)\s{0,3}[:：]\s{0,10}(.{1,2000})$/i;
const DATE =
  /^(?:report |check |audit |scan )?(?:date|generated|created|time|timestamp|datum)(?: \w{1,20}){0,3}\s{0,3}:/i;
const AMENDED =
  /^(?:post-?investigation|update|updated|amendment|addendum|correction|corrected|edit|edited|later note|note added|retraction)\b/i;
const OPEN =
  /\b(?:unknown|unclear|undetermined|unexplained|not (?:yet )?(?:known|identified|determined|confirmed|understood)|under investigation|to be (?:determined|confirmed|investigated)|tbd|needs? (?:further |more )?investigation)\b/i;
const WATCH =
  /\b(?:monitor(?:ing)?(?: (?:for|this|it|the|closely))|continue (?:to )?monitor(?:ing)?|keep (?:an eye|watching|monitoring)|watch (?:for|this|out)|re-?check|follow[- ]up)\b/i;

/** Reads a report written by people. Every item has its line; texts read in the wrong encoding are repaired first. */
export function readHumanReport(text: string): Parsed<HumanReport> {
  if (text.length > MAX_TEXT_CHARS) return unparseable(`longer than ${MAX_TEXT_CHARS} characters`);
  if (text.trim() === '') return unparseable('empty');
  const { text: readable, repaired } = repairMojibake(text);
  const lines = textLines(readable).map(plainLine);
  const dated =
    lines.find(({ text: content }) => DATE.test(content) && findDate(content) !== null) ??
    lines.slice(0, 20).find(({ text: content }) => findDate(content) !== null);
  const date = dated === undefined ? null : findDate(dated.text);
  const statusLine = lines.find(({ text: content }) => STATUS.test(content));
  const heading = lines.find(({ kind }) => kind === 'heading');
  return parsed({
    title: heading === undefined ? null : lineOf(heading),
    date,
    dateLine: dated?.line ?? null,
    status:
      statusLine === undefined
        ? null
        : { text: STATUS.exec(statusLine.text)?.[1]?.trim() ?? '', line: statusLine.line },
    statusWords: lines.flatMap((line) => (line.kind === 'code' ? [] : findStatusWords(line.text, line.line))),
    claims: lines.filter((line) => line.kind === 'text' && line !== dated && line !== statusLine).map(lineOf),
    indicators: lines.flatMap((line) => findIndicators(line.text, line.line)),
    times: lines.flatMap((line) => (line === dated ? [] : findTimes(line.text, line.line, date))),
    openQuestions: lines.flatMap(openQuestion),
    amendments: amendmentsOf(lines),
    watchNotes: lines.filter((line) => line.kind !== 'code' && WATCH.test(line.text)).map(lineOf),
    repaired,
  });
}

interface PlainLine extends ReportLine {
  readonly kind: 'heading' | 'text' | 'quote' | 'code' | 'blank';
}

function lineOf({ text, line }: PlainLine): ReportLine {
  return { text, line };
}

/** Longest part of one report line that is looked at; a person's line is shorter. */
const MAX_REPORT_LINE = 16_384;

function plainLine({ text, line }: TextLine): PlainLine {
  const trimmed = text.slice(0, MAX_REPORT_LINE).trim();
  if (trimmed === '' || /^[-=*_|: ]{3,}$/.test(trimmed)) return { kind: 'blank', text: '', line };
  if (trimmed.startsWith('```')) return { kind: 'blank', text: '', line };
  const kind = trimmed.startsWith('>')
    ? 'quote'
    : /^#{1,6} /.test(trimmed)
      ? 'heading'
      : isCode(text)
        ? 'code'
        : 'text';
  const body = trimmed.replace(/^[>\s]{1,20}/, '').replace(/^(?:#{1,6}|[-*+]|\d{1,4}[.)])\s{1,10}/, '');
  return {
    kind,
    text: body
      .replace(/^\[[ xX]\] /, '')
      .replaceAll('**', '')
      .replaceAll('__', '')
      .trim(),
    line,
  };
}

function isCode(text: string): boolean {
  return /^(?: {4}|\t)(?![\s\-*+\d])/.test(text);
}

function openQuestion({ kind, text, line }: PlainLine): OpenQuestion[] {
  if (kind === 'code' || !(OPEN.test(text) || /\w\?$/.test(text))) return [];
  const topic = /\b(?:attack vector|entry point|entry|vector|way in|how (?:they|it|the attacker) got in)\b/i.test(text)
    ? 'attack-vector'
    : /\b(?:root cause|cause|origin|source|why)\b/i.test(text)
      ? 'cause'
      : 'other';
  return [{ text, line, topic }];
}

function amendmentsOf(lines: readonly PlainLine[]): Amendment[] {
  const groups: { kind: PlainLine['kind']; parts: PlainLine[] }[] = [];
  let open: { kind: PlainLine['kind']; parts: PlainLine[] } | null = null;
  for (const line of lines) {
    if (line.kind === 'heading') open = null;
    if (open?.kind === 'quote' && line.kind !== 'quote') open = null;
    if (open === null && (line.kind === 'quote' || (line.kind !== 'code' && AMENDED.test(line.text)))) {
      open = { kind: line.kind, parts: [] };
      groups.push(open);
    }
    if (line.kind !== 'blank') open?.parts.push(line);
    if (open?.kind === 'text') open = null;
  }
  return groups.map(({ parts }) => {
    const text = parts.map((part) => part.text).join('\n');
    return { text, line: parts[0]?.line ?? 1, at: findDate(text) };
  });
}
