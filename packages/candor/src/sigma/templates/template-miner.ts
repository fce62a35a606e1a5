import { detached } from '../detached.js';
import { covers, type LineTemplate, likeness, widen } from './line-template.js';
import { HOLE, maskLine } from './mask-line.js';

/** Bounds and times of a miner. */
export interface TemplateMinerOptions {
  /** How long, and how many lines at least, a source is learned before a new form is news; a day and 1,000 lines. */
  readonly learnMs: number;
  readonly learnLines: number;
  /** Most templates of a source, and of lines with the same length and first word. */
  readonly mostTemplates: number;
  readonly mostAlike: number;
  /** Most templates of all sources. */
  readonly mostInAll: number;
  /** Most sources; lines of further ones are not looked at. */
  readonly mostSources: number;
  /** News that are told of a source within an hour; further ones are counted. */
  readonly mostNewsPerHour: number;
}

/** The bounds of the watcher. */
export const defaultTemplateOptions: TemplateMinerOptions = {
  learnMs: 86_400_000,
  learnLines: 1_000,
  mostTemplates: 2_000,
  mostAlike: 50,
  mostInAll: 20_000,
  mostSources: 200,
  mostNewsPerHour: 20,
};

/** What a miner knows of one source. */
interface SourceForms {
  firstMs: number;
  lines: number;
  /** By number of words and first word. */
  readonly groups: Map<string, LineTemplate[]>;
  templates: number;
  /** Lines that found no template and no room for one. */
  overflow: number;
  hourMs: number;
  newsThisHour: number;
  unheard: number;
}

/** What a line is. */
export interface TemplateSight {
  /** Null when there was no room. */
  readonly template: LineTemplate | null;
  /** Its form was never seen before, its source is learned, and not too many such were told this hour. */
  readonly isNews: boolean;
}

/** What a miner remembers, as JSON. */
export interface TemplateMinerState {
  readonly version: 1;
  readonly nextId: number;
  readonly sources: Readonly<Record<string, KeptSource>>;
}

interface KeptSource extends Omit<SourceForms, 'groups' | 'templates'> {
  readonly forms: readonly LineTemplate[];
}

/** Masked lines that are remembered, twice; longer ones are looked up each time. */
const MOST_REMEMBERED = 5_000;
const MAX_REMEMBERED = 400;
const LEAST_LIKENESS = 0.6;
const HOUR_MS = 3_600_000;

/**
 * Finds the forms of log lines as Drain does (He et al., ICWS 2017): lines with as many words and the same first word
 * share a template when most of their words are the same. Memory is bounded, time is linear in the line. Once a form is
 * known, no line that it ever fitted is news again, also after a restart.
 */
export class TemplateMiner {
  readonly #options: TemplateMinerOptions;
  readonly #sources = new Map<string, SourceForms>();
  /** Masked lines that were looked up lately; two generations, so that forgetting costs nothing. */
  #young = new Map<string, LineTemplate>();
  #old = new Map<string, LineTemplate>();
  #nextId = 1;
  #inAll = 0;

  constructor(options: TemplateMinerOptions = defaultTemplateOptions, state: TemplateMinerState | null = null) {
    this.#options = options;
    if (state !== null) this.#restore(state);
  }

  /** Takes a line of a source in. */
  take(source: string, line: string, time: Date): TemplateSight {
    const timeMs = time.getTime();
    const forms = this.#formsOf(source, timeMs);
    if (forms === null) return { template: null, isNews: false };
    forms.lines += 1;
    const words = maskLine(line);
    const masked = `${source}\n${words.join(' ')}`;
    const remembered = this.#young.get(masked) ?? this.#old.get(masked);
    const known = remembered ?? this.#find(forms, words);
    const template = known ?? this.#create(forms, words, timeMs);
    if (template === null) return { template: null, isNews: false };
    if (remembered === undefined && masked.length <= MAX_REMEMBERED) this.#remember(masked, template);
    template.count += 1;
    if (timeMs > template.lastMs) template.lastMs = timeMs;
    return { template, isNews: known === null && this.#isNews(forms, timeMs) };
  }

  #formsOf(source: string, timeMs: number): SourceForms | null {
    const known = this.#sources.get(source);
    if (known !== undefined) return known;
    if (this.#sources.size >= this.#options.mostSources) return null;
    const counters = { lines: 0, templates: 0, overflow: 0, hourMs: timeMs, newsThisHour: 0, unheard: 0 };
    const forms: SourceForms = { firstMs: timeMs, groups: new Map(), ...counters };
    this.#sources.set(source, forms);
    return forms;
  }

  #remember(masked: string, template: LineTemplate): void {
    if (this.#young.size >= MOST_REMEMBERED) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(masked, template);
  }

  #find(forms: SourceForms, words: readonly string[]): LineTemplate | null {
    const group = forms.groups.get(groupKey(words)) ?? [];
    let best: LineTemplate | null = null;
    let most = LEAST_LIKENESS;
    for (const template of group) {
      if (covers(template, words)) return template;
      const alike = likeness(template, words);
      if (alike >= most && (best === null || alike > most)) {
        best = template;
        most = alike;
      }
    }
    if (best !== null) widen(best, words);
    return best;
  }

  #create(forms: SourceForms, words: readonly string[], timeMs: number): LineTemplate | null {
    const key = groupKey(words);
    const group = forms.groups.get(key);
    const isFull = forms.templates >= this.#options.mostTemplates || this.#inAll >= this.#options.mostInAll;
    if (isFull || (group?.length ?? 0) >= this.#options.mostAlike) {
      forms.overflow += 1;
      return null;
    }
    const template: LineTemplate = {
      id: this.#nextId,
      words: words.map(detached),
      count: 0,
      firstMs: timeMs,
      lastMs: timeMs,
    };
    this.#nextId += 1;
    forms.templates += 1;
    this.#inAll += 1;
    if (group) group.push(template);
    else forms.groups.set(detached(key), [template]);
    return template;
  }

  #isNews(forms: SourceForms, timeMs: number): boolean {
    if (timeMs - forms.firstMs < this.#options.learnMs || forms.lines <= this.#options.learnLines) return false;
    if (timeMs - forms.hourMs >= HOUR_MS) {
      forms.hourMs = timeMs;
      forms.newsThisHour = 0;
    }
    forms.newsThisHour += 1;
    if (forms.newsThisHour <= this.#options.mostNewsPerHour) return true;
    forms.unheard += 1;
    return false;
  }

  /** Templates of a source, the most frequent first. */
  templatesOf(source: string): readonly LineTemplate[] {
    return [...(this.#sources.get(source)?.groups.values() ?? [])].flat().sort((a, b) => b.count - a.count);
  }

  /** Lines without room for their form, and new forms that were not told, by source: nothing is lost in silence. */
  get losses(): Readonly<Record<string, { readonly overflow: number; readonly unheard: number }>> {
    const lossy = [...this.#sources].filter(([, { overflow, unheard }]) => overflow + unheard > 0);
    return Object.fromEntries(lossy.map(([source, { overflow, unheard }]) => [source, { overflow, unheard }]));
  }

  /** What it remembers; give it to the next one. */
  state(): TemplateMinerState {
    const sources = [...this.#sources].map(([name, { groups, templates: _, ...rest }]) => [
      name,
      { ...rest, forms: [...groups.values()].flat() },
    ]);
    return { version: 1, nextId: this.#nextId, sources: Object.fromEntries(sources) };
  }

  #restore(state: TemplateMinerState): void {
    this.#nextId = state.nextId;
    for (const [name, { forms, ...rest }] of Object.entries(state.sources)) {
      const groups = new Map<string, LineTemplate[]>();
      for (const form of forms) {
        const template = { ...form, words: [...form.words] };
        const group = groups.get(groupKey(template.words));
        if (group) group.push(template);
        else groups.set(groupKey(template.words), [template]);
      }
      this.#sources.set(name, { ...rest, groups, templates: forms.length });
      this.#inAll += forms.length;
    }
  }
}

function groupKey(words: readonly string[]): string {
  return `${words.length} ${words[0] ?? HOLE}`;
}
