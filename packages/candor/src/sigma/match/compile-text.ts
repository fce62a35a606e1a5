import { MANY, type ONE, plainTextOf, type SigmaText } from '../read/sigma-text.js';

/** Whether a field's text fits. */
export type TextMatcher = (text: string) => boolean;

/** Literal pieces and single wildcards between two `*`. */
interface Segment {
  readonly parts: readonly (string | typeof ONE)[];
  readonly length: number;
  /** Longest literal piece, by which places are looked for, and how far it stands from the segment's start. */
  readonly anchor: string;
  readonly anchorAt: number;
}

/**
 * A matcher of a whole text. Texts without `?` cost one forward search a piece; with `?` each hit of its longest
 * literal is compared. No backtracking: the leftmost place of each segment is as good as any other.
 */
export function compileText(text: SigmaText): TextMatcher {
  const plain = plainTextOf(text);
  if (plain !== null) return (field) => field === plain;
  const start = text[0] === MANY;
  const end = text.at(-1) === MANY;
  const middle = plainTextOf(text.slice(start ? 1 : 0, end ? -1 : undefined));
  if (middle !== null && start && end) return (field) => field.includes(middle);
  if (middle !== null && start) return (field) => field.endsWith(middle);
  if (middle !== null && end) return (field) => field.startsWith(middle);
  return globOf(segmentsOf(text), start, end);
}

function globOf(segments: readonly Segment[], openStart: boolean, openEnd: boolean): TextMatcher {
  return (field) => {
    let at = 0;
    for (const [index, segment] of segments.entries()) {
      const last = index === segments.length - 1 && !openEnd;
      const place = last
        ? lastPlace(field, segment, at, index === 0 && !openStart)
        : index === 0 && !openStart
          ? fits(field, segment, 0)
            ? 0
            : -1
          : nextPlace(field, segment, at);
      if (place < 0) return false;
      at = place + segment.length;
    }
    return segments.length > 0 || openStart || field === '';
  };
}

function lastPlace(field: string, segment: Segment, from: number, whole: boolean): number {
  const place = field.length - segment.length;
  return place >= from && (!whole || place === 0) && fits(field, segment, place) ? place : -1;
}

function nextPlace(field: string, segment: Segment, from: number): number {
  if (segment.anchor === '') return from + segment.length <= field.length ? from : -1;
  let hit = field.indexOf(segment.anchor, from + segment.anchorAt);
  while (hit >= 0) {
    const place = hit - segment.anchorAt;
    if (place + segment.length > field.length) return -1;
    if (segment.parts.length === 1 || fits(field, segment, place)) return place;
    hit = field.indexOf(segment.anchor, hit + 1);
  }
  return -1;
}

function fits(field: string, segment: Segment, place: number): boolean {
  if (place < 0 || place + segment.length > field.length) return false;
  let at = place;
  for (const part of segment.parts) {
    if (typeof part === 'string' && !field.startsWith(part, at)) return false;
    at += typeof part === 'string' ? part.length : 1;
  }
  return true;
}

function segmentsOf(text: SigmaText): Segment[] {
  const groups: (string | typeof ONE)[][] = [[]];
  for (const part of text) {
    if (part === MANY) groups.push([]);
    else groups.at(-1)?.push(part);
  }
  return groups.filter((parts) => parts.length > 0).map(segmentOf);
}

function segmentOf(parts: readonly (string | typeof ONE)[]): Segment {
  let length = 0;
  let anchor = '';
  let anchorAt = 0;
  for (const part of parts) {
    if (typeof part === 'string' && part.length > anchor.length) {
      anchor = part;
      anchorAt = length;
    }
    length += typeof part === 'string' ? part.length : 1;
  }
  return { parts, length, anchor, anchorAt };
}
