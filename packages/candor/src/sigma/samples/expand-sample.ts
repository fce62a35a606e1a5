import type { FieldValue } from '../../core/event.js';
import type { Sample, SampleLine, SampleStep } from './sample.js';

/** When samples begin: a Monday morning. */
const START = Date.UTC(2026, 2, 2, 9);
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * Lines of a sample with their times. In text and fields, `{clf}`, `{iso}`, `{syslog}` and `{slash}` stand for the time
 * as nginx's access log, RFC 3339, syslog and nginx's error log write it, `{n}` for the number of the repetition from 0,
 * `{octet}` for it as part of an address (1–250).
 */
export function* expandSample(sample: Sample): Generator<SampleLine> {
  let atMs = START;
  for (const step of sample.steps) {
    atMs += step.afterMs;
    for (let n = 0; n < step.times; n += 1) {
      if (n > 0) atMs += step.everyMs;
      yield* linesOf(step, n, new Date(atMs));
    }
  }
}

function* linesOf(step: SampleStep, n: number, at: Date): Generator<SampleLine> {
  const fill = (text: string) => text.replace(/\{(clf|iso|syslog|slash|n|octet)\}/g, (_, name) => filled(name, n, at));
  if (step.event !== null) {
    const fields = Object.entries(step.event.fields).map(([key, value]) => [key, filledField(value, fill)]);
    const event = { ...step.event, fields: Object.fromEntries(fields) };
    yield { at, source: step.source, text: fill(step.text), event };
    return;
  }
  for (const line of step.text.replace(/\n$/, '').split('\n')) {
    const text = fill(line);
    const wrapped = step.source === 'app' || step.source === 'mongodb';
    yield {
      at,
      source: step.source,
      text: wrapped ? JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: at.toISOString() }) : text,
      event: null,
    };
  }
}

function filledField(value: FieldValue, fill: (text: string) => string): FieldValue {
  return typeof value === 'string' ? fill(value) : value;
}

function filled(name: string, n: number, at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const time = at.toISOString().slice(11, 19);
  const month = MONTHS[at.getUTCMonth()] ?? '';
  switch (name) {
    case 'clf':
      return `${two(at.getUTCDate())}/${month}/${at.getUTCFullYear()}:${time} +0000`;
    case 'iso':
      return at.toISOString();
    case 'syslog':
      return `${month} ${String(at.getUTCDate()).padStart(2)} ${time}`;
    case 'slash':
      return `${at.toISOString().slice(0, 10).replaceAll('-', '/')} ${time}`;
    case 'octet':
      return String((n % 250) + 1);
    default:
      return String(n);
  }
}
