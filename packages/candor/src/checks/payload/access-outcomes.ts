import { cannotTell, fail, type Outcome, pass } from '../../core/check.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import type { LiveAccess, PayloadLive } from '../../facts/payload-live.js';
import { judgeNotes, judgeSource, Notes, type PayloadView, placeOf } from './judge-payload.js';
import { accessOf } from './read-config.js';

/** Which operations of which entities must be closed to those who are not logged in. */
export interface AccessQuestion {
  readonly operations: readonly string[];
  /** Null = it was not understood whether the entity counts. */
  readonly counts: (entity: Pick<PayloadEntity, 'slug' | 'kind'>, source: PayloadEntity | null) => boolean | null;
  readonly what: string;
}

const settle = 'curl -s http://127.0.0.1:3000/api/access';

/** The live answer decides where there is one; else the syntax tree (checks.md, amendment to PAY-05…08). */
export function judgeAccess(view: PayloadView, question: AccessQuestion): Outcome | readonly Outcome[] {
  const { live } = view;
  if (live?.access) return judgeLive(view, live, live.access, question);
  return judgeSource(
    view,
    (config) => {
      const notes = new Notes();
      for (const entity of config.entities) {
        const counts = question.counts(entity, entity);
        if (counts === null) notes.unclear.push({ because: `whether ${entity.slug} has logins`, ref: entity.ref });
        if (counts) readEntity(entity, question, notes);
      }
      return judgeNotes(view, config, notes, { what: question.what, entities: true, settle });
    },
    settle,
  );
}

function readEntity(entity: PayloadEntity, question: AccessQuestion, notes: Notes): void {
  for (const operation of question.operations) {
    const { anonymous, ref } = accessOf(entity, operation);
    if (anonymous === 'allowed') notes.bad.push({ what: sentence(entity, operation, 'as its source says'), ref });
    else if (anonymous === 'unknown')
      notes.unclear.push({ because: `what access.${operation} of ${entity.slug} answers was not understood`, ref });
    else notes.good.push(ref);
  }
}

function judgeLive(
  view: PayloadView,
  live: PayloadLive,
  access: readonly LiveAccess[],
  question: AccessQuestion,
): Outcome | readonly Outcome[] {
  const { subject } = view;
  const ref = live.accessRef ?? live.ref;
  const open = access.flatMap((entity) => {
    const source = sourceOf(view, entity);
    const operations = question.operations.filter((each) => entity.operations[each] === 'allowed');
    return operations.map((operation) => ({ entity, operation, source, counts: question.counts(entity, source) }));
  });
  const failed = open.filter((each) => each.counts === true);
  if (failed.length > 0) {
    return failed.slice(0, 40).map(({ entity, operation, source }) => {
      const place = source === null ? null : accessOf(source, operation).ref;
      const location = place === null ? `${live.url}/api/access: ${entity.slug}.${operation}` : placeOf(place);
      const evidence = place === null ? ([ref] as const) : ([ref, place] as const);
      return fail(evidence, { subject, what: sentence(entity, operation, 'as the running app answers'), location });
    });
  }
  const doubtful = open.find((each) => each.counts === null);
  if (doubtful !== undefined) {
    const detail = `anybody may ${doubtful.operation} ${doubtful.entity.slug}; whether it holds logins was not seen`;
    return cannotTell('not-collected', detail, {
      subject,
      evidence: [ref],
      settle: 'grep -rn "auth:" src/collections',
    });
  }
  if (view.liveGap !== null) return cannotTell(view.liveGap.reason, view.liveGap.detail, { subject, settle });
  return pass([ref], { subject, what: `${question.what} (as the running app answers)` });
}

/** The entity of the source with the same slug. */
function sourceOf(view: PayloadView, entity: LiveAccess): PayloadEntity | null {
  return view.config?.entities.find((each) => each.slug === entity.slug && each.kind === entity.kind) ?? null;
}

function sentence(entity: Pick<PayloadEntity, 'slug' | 'kind'>, operation: string, how: string): string {
  return `anybody may ${operation} ${entity.kind === 'global' ? 'the global ' : ''}${entity.slug} without login, ${how}`;
}
