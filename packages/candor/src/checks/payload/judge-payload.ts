import { cannotTell, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import type { Fact, Gap, Known } from '../../core/fact.js';
import type { Severity } from '../../core/severity.js';
import { type NodeApp, nodeApps } from '../../facts/app.js';
import { type PayloadConfig, payloadConfigs } from '../../facts/payload-config.js';
import { type PayloadLive, payloadLive } from '../../facts/payload-live.js';
import { blindSpot } from '../shared/blind-spot.js';

/** Facts that every check about Payload reads. */
export const payloadNeeds = { nodeApps };
/** Facts that tell about Payload where they are known. */
export const payloadUses = { payloadConfigs, payloadLive };

/** The facts of {@link payloadNeeds} and {@link payloadUses}. */
export interface PayloadFacts {
  readonly nodeApps: Known<readonly NodeApp[]>;
  readonly payloadConfigs: Fact<readonly PayloadConfig[]>;
  readonly payloadLive: Fact<readonly PayloadLive[]>;
}

/** One Payload app with what is known of it. */
export interface PayloadView {
  readonly app: NodeApp;
  readonly subject: string;
  readonly config: PayloadConfig | null;
  readonly live: PayloadLive | null;
  /** Why source or answers cannot be relied on to be all; null = they can. */
  readonly sourceGap: Gap | null;
  readonly liveGap: Gap | null;
}

/** One or more outcomes for each Payload app; an app proven to have no Payload is not applicable. */
export function forEachPayload(
  facts: PayloadFacts,
  judge: (view: PayloadView) => Outcome | readonly Outcome[],
): readonly Outcome[] {
  const apps = facts.nodeApps;
  if (apps.value.length === 0) return [notApplicable(apps.evidence, 'no Node application runs here')];
  const likely = apps.value.filter((app) => hasPayload(app) !== false);
  return apps.value.flatMap((app): Outcome | readonly Outcome[] => {
    const view = viewOf(app, facts, likely.length <= 1);
    if (view.config !== null || view.live !== null || hasPayload(app) === true) return judge(view);
    if (hasPayload(app) === false) return notApplicable([app.ref], 'payload is not in the package list', app.subject);
    return cannotTell('not-collected', 'whether this app has Payload could not be seen', {
      subject: app.subject,
      settle: `npm ls payload`,
    });
  });
}

/** Null when the package list does not tell. */
function hasPayload(app: NodeApp): boolean | null {
  if (app.packages.some((row) => row.name === 'payload')) return true;
  return app.packagesComplete ? false : null;
}

function viewOf(app: NodeApp, facts: PayloadFacts, only: boolean): PayloadView {
  const configs = facts.payloadConfigs.status === 'known' ? facts.payloadConfigs.value : [];
  const lives = facts.payloadLive.status === 'known' ? facts.payloadLive.value : [];
  const places = [app.subject, `project:${app.project}`, `container:${app.container}`];
  const own = configs.filter((each) => places.includes(each.subject));
  const live = lives.find((each) => each.container !== null && each.container === app.container);
  return {
    app,
    subject: app.subject,
    config: own.find((each) => each.config !== null) ?? own[0] ?? null,
    live: live ?? (only ? (lives.find((each) => each.container === null) ?? lives[0] ?? null) : null),
    sourceGap: blindSpot(facts.payloadConfigs),
    liveGap: blindSpot(facts.payloadLive),
  };
}

/** What a check found wrong, and what it could not understand. */
export class Notes {
  readonly bad: {
    readonly what: string;
    readonly ref: EvidenceRef;
    readonly severity?: Severity;
    readonly location?: string;
  }[] = [];
  readonly unclear: { readonly because: string; readonly ref: EvidenceRef }[] = [];
  readonly good: EvidenceRef[] = [];
}

/** The place of a reference for people: `src/collections/Users.ts:7`. */
export function placeOf(ref: EvidenceRef): string {
  return /^(\S{1,300}:\d{1,7})(?:\s|$)/.exec(ref.excerpt ?? '')?.[1] ?? ref.path ?? ref.artifact;
}

/** Failures first, then what is not understood; a pass takes the whole source, with every collection where they count. */
export function judgeNotes(
  view: PayloadView,
  config: PayloadConfig,
  notes: Notes,
  options: { readonly what: string; readonly entities?: boolean; readonly settle?: string },
): Outcome | readonly Outcome[] {
  const { subject } = view;
  if (notes.bad.length > 0) {
    return notes.bad.slice(0, 40).map(({ what, ref, severity, location }) =>
      fail([ref], {
        subject,
        what,
        location: location ?? placeOf(ref),
        ...(severity === undefined ? {} : { severity }),
      }),
    );
  }
  const settle = options.settle === undefined ? {} : { settle: options.settle };
  const [first] = notes.unclear;
  if (first !== undefined) {
    const more = notes.unclear.length > 1 ? ` (and ${notes.unclear.length - 1} more)` : '';
    const detail = `${placeOf(first.ref)}: ${first.because}${more}`;
    return cannotTell('unsupported', detail, { subject, evidence: [first.ref], ...settle });
  }
  const gap = view.sourceGap;
  if (gap !== null) return cannotTell(gap.reason, gap.detail, { subject, ...settle });
  if (!config.whole) return cannotTell('not-collected', 'only a part of the source was read', { subject, ...settle });
  if (options.entities === true && !config.entitiesComplete) {
    return cannotTell('unsupported', 'the list of collections was not understood in full', { subject, ...settle });
  }
  const refs = [...notes.good.slice(0, 10), config.ref];
  return isNonEmpty(refs) ? pass(refs, { subject, what: options.what }) : pass([config.ref], { subject });
}

/** Judges the source of an app; without one nothing can be said. */
export function judgeSource(
  view: PayloadView,
  judge: (config: PayloadConfig) => Outcome | readonly Outcome[],
  settle: string,
): Outcome | readonly Outcome[] {
  if (view.config !== null) return judge(view.config);
  const gap = view.sourceGap ?? { reason: 'not-collected' as const, detail: 'no Payload configuration in the source' };
  return cannotTell(gap.reason, gap.detail, { subject: view.subject, settle });
}

/** Judges what `buildConfig` is given. */
export function judgeSettings(
  facts: PayloadFacts,
  read: (config: NonNullable<PayloadConfig['config']>, notes: Notes, source: PayloadConfig) => void,
  options: { readonly what: string; readonly entities?: boolean; readonly settle: string },
): readonly Outcome[] {
  return forEachPayload(facts, (view) =>
    judgeSource(
      view,
      (source) => {
        if (source.config === null) {
          const detail = 'buildConfig was not found in the source';
          return cannotTell('not-collected', detail, { subject: view.subject, settle: options.settle });
        }
        const notes = new Notes();
        read(source.config, notes, source);
        return judgeNotes(view, source, notes, options);
      },
      options.settle,
    ),
  );
}

/** Judges each collection and global of the source. */
export function judgeEntities(
  facts: PayloadFacts,
  read: (entity: PayloadConfig['entities'][number], notes: Notes, view: PayloadView) => void,
  options: { readonly what: string; readonly settle: string },
): readonly Outcome[] {
  return forEachPayload(facts, (view) =>
    judgeSource(
      view,
      (source) => {
        const notes = new Notes();
        for (const entity of source.entities) read(entity, notes, view);
        return judgeNotes(view, source, notes, { ...options, entities: true });
      },
      options.settle,
    ),
  );
}
