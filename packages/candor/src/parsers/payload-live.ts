import { isNonEmpty } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { containers } from '../facts/containers.js';
import { type HttpAnswer, httpAnswers } from '../facts/exposure.js';
import type { AccessAnswer } from '../facts/payload-config.js';
import { type LiveAccess, type PayloadLive, payloadLive } from '../facts/payload-live.js';
import { type JsonObject, member, objectOf, objectOrNull } from '../formats/text/json-values.js';
import { defineParser, type ParseContext } from './parser.js';

const operations = ['create', 'read', 'readVersions', 'update', 'delete', 'unlock', 'admin'] as const;
/** Most entities that are read of one answer. */
const entityLimit = 500;
const bodyLimit = 4 << 20;

/** Payload's own answers to anonymous requests, by origin (Payload documentation, REST API and access control). */
export const payloadLiveParser = defineParser(payloadLive, (context): Fact<readonly PayloadLive[]> => {
  const answers = context.fact(httpAnswers);
  if (answers.status === 'unknown') return unknown(answers.reason, answers.detail);
  const byOrigin = new Map<string, HttpAnswer[]>();
  for (const answer of answers.value) {
    const origin = originOf(answer.url);
    if (origin !== null) byOrigin.set(origin, [...(byOrigin.get(origin) ?? []), answer]);
  }
  const rows = [...byOrigin].flatMap(([origin, list]) => liveOf(context, origin, list) ?? []);
  const gap = answers.complete
    ? null
    : (answers.gap ?? { reason: 'not-collected' as const, detail: 'not all answers' });
  if (!isNonEmpty(answers.evidence)) return unknown('not-collected', 'no answer was collected');
  return gap === null ? known(rows, answers.evidence, context.now) : partial(rows, gap, answers.evidence, context.now);
});

function originOf(url: string): string | null {
  return /^https?:\/\/[^/?#\s]{1,300}/i.exec(url)?.[0].toLowerCase() ?? null;
}

/** The path of a URL without a query and a closing slash. */
function pathOf(url: string): string {
  const path = /^https?:\/\/[^/?#\s]{1,300}([^?#\s]{0,2000})/i.exec(url)?.[1] ?? '';
  return path.replace(/\/$/, '');
}

/** Null when nothing of the answers is Payload's. */
function liveOf(context: ParseContext, origin: string, answers: readonly HttpAnswer[]): PayloadLive | null {
  const at = (pattern: RegExp) => answers.filter((answer) => pattern.test(pathOf(answer.url)));
  const accessAnswer = at(/^\/api\/access$/).find((answer) => answer.status === 200 && jsonOf(answer) !== null);
  const access = accessAnswer === undefined ? null : readAccess(jsonOf(accessAnswer) ?? {});
  const initialized = at(/^\/api\/[\w-]{1,60}\/init$/).flatMap((answer) => {
    const value = member(jsonOf(answer) ?? {}, 'initialized');
    const slug = pathOf(answer.url).split('/')[2] ?? '';
    return answer.status === 200 && typeof value === 'boolean' ? [{ slug, value, ref: answer.ref }] : [];
  });
  const asked = at(/^\/api\/graphql-playground$/).find((answer) => answer.status !== null);
  const first = accessAnswer ?? answers.find((answer) => initialized.some((each) => each.ref === answer.ref));
  if ((access === null && initialized.length === 0) || first === undefined) return null;
  return {
    container: containerOfOrigin(context, origin),
    url: origin,
    access,
    accessRef: access === null ? null : (accessAnswer?.ref ?? null),
    initialized,
    playground:
      asked === undefined ? null : { open: asked.status === 200 && /graphql/i.test(asked.body ?? ''), ref: asked.ref },
    ref: first.ref,
  };
}

function jsonOf(answer: HttpAnswer): JsonObject | null {
  if (answer.body === null || answer.body.length > bodyLimit) return null;
  try {
    return objectOrNull(JSON.parse(answer.body));
  } catch {
    return null; // a page where JSON was expected
  }
}

/** Null when the object is no answer of `/api/access`. */
function readAccess(body: JsonObject): LiveAccess[] | null {
  const collections = objectOrNull(member(body, 'collections'));
  if (collections === null) return null;
  const rows = (kind: LiveAccess['kind'], entities: JsonObject) =>
    Object.entries(entities)
      .slice(0, entityLimit)
      .map(([slug, value]) => ({ slug, kind, operations: operationsOf(value) }));
  return [...rows('collection', collections), ...rows('global', objectOf(member(body, 'globals')))];
}

/** `true` for a whole entity stands for each operation; an operation that is not named is denied. */
function operationsOf(value: unknown): Record<string, AccessAnswer> {
  const entity = objectOf(value);
  const answers = operations.flatMap((name): [string, AccessAnswer][] => {
    const answer = answerOf(value === true ? true : member(entity, name));
    return answer === 'denied' ? [] : [[name, answer]];
  });
  return Object.fromEntries(answers);
}

/** `true`, `{ permission: true }`, or `{ permission: true, where: {…} }`: limited by a query. */
function answerOf(value: unknown): AccessAnswer {
  const row = objectOrNull(value);
  if (row === null) return value === true ? 'allowed' : 'denied';
  if (member(row, 'permission') === false) return 'denied';
  const where = objectOrNull(member(row, 'where'));
  if (where !== null) return 'limited';
  return member(row, 'permission') === true ? 'allowed' : 'denied';
}

function containerOfOrigin(context: ParseContext, origin: string): string | null {
  const port = /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(origin)?.[1];
  const found = context.fact(containers);
  if (port === undefined || found.status === 'unknown') return null;
  const owner = found.value.find(
    (each) => each.running && each.ports.some((published) => published.hostPort === Number(port)),
  );
  return owner?.name ?? null;
}
