import type { LiveNews } from '../live/live-tail.js';
import { commandLine } from '../parsers/detections/read-sensor-calls.js';
import type { SourceFound } from '../sources/choose-source.js';
import { eventSentence } from './event-sentence.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

const longestLine = 1000;
/** What an operator should know and need not act on. */
const quietKinds: ReadonlySet<string> = new Set(['ended', 'speaks-again']);

/** News of the live view as lines for a person, or as JSON. What is about the view itself goes to standard error. */
export class LiveText {
  readonly #options: { readonly json?: boolean; readonly node?: boolean };
  readonly #terminal: Terminal;

  constructor(options: { readonly json?: boolean; readonly node?: boolean }, terminal: Terminal) {
    this.#options = options;
    this.#terminal = terminal;
  }

  tell(news: LiveNews): void {
    if (news.type === 'exec' && this.#options.node === true && news.exec.nodePid === null) return;
    if (this.#options.json)
      this.#terminal.stdout(`${JSON.stringify(news.type === 'source' ? sourceJson(news) : news)}\n`);
    else if (news.type === 'source') this.#terminal.stderr(sourcePage(news.found, news.chosen));
    else this.#terminal.stdout(`${plainLine(lineOf(news)).slice(0, longestLine)}\n`);
  }
}

function lineOf(news: Exclude<LiveNews, { type: 'source' }>): string {
  switch (news.type) {
    case 'exec': {
      const { exec } = news;
      const place = exec.container === null ? '' : ` [container ${exec.container.slice(0, 12)}]`;
      const node = exec.nodePid === null ? '' : ` [below Node ${exec.nodePid}]`;
      const deleted = exec.exeDeleted === true ? ' [its file is deleted]' : '';
      return `${eventSentence(exec)}${place}${node}${deleted}`;
    }
    case 'sensor':
      return eventSentence(news.record);
    case 'joined': {
      const { side, claim, reason, inside, outside } = news.joined;
      const at = outside?.at ?? new Date(inside?.fromMs ?? 0);
      const word = side !== 'both' && claim ? `ALARM ${side}` : side;
      return `${at.toISOString()} joined ${word} ${commandLine(outside?.argv ?? inside?.argv ?? [])} (${reason})`;
    }
    case 'alarm':
      return `${news.alarm.at.toISOString()} ${quietKinds.has(news.alarm.kind) ? '' : 'ALARM '}sensor of pid ${news.alarm.pid}: ${news.alarm.kind}: ${news.alarm.what}`;
    case 'lost':
      return `${news.at.toISOString()} LOST ${news.from}: at least ${news.count}: ${news.why}`;
    case 'source-ended':
      return `${news.at.toISOString()} ALARM source ${news.name} ended: ${news.why}; looking for another`;
    default:
      return news satisfies never;
  }
}

function sourcePage(found: readonly SourceFound[], chosen: readonly SourceFound[]): string {
  const names = new Set(chosen.map(({ source }) => source.name));
  return [
    ...chosen.flatMap(({ source, why }) => [
      `candor: reads ${source.name}: ${plainLine(why)}`,
      `  sees ${source.coverage.sees}`,
      `  does not see ${source.coverage.misses}`,
    ]),
    ...found
      .filter(({ source }) => !names.has(source.name))
      .map(({ source, works, why }) => `  ${works ? 'not used' : 'not here'}: ${source.name}: ${plainLine(why)}`),
    '  not built in: audit multicast through netlink, for hosts without auditd',
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function sourceJson({ at, found, chosen }: Extract<LiveNews, { type: 'source' }>) {
  const names = new Set(chosen.map(({ source }) => source.name));
  return {
    type: 'source',
    at,
    sources: found.map(({ source, works, why }) => ({
      name: source.name,
      works,
      why,
      used: names.has(source.name),
      coverage: source.coverage,
    })),
  };
}
