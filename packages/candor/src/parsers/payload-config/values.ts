import type { AccessAnswer } from '../../facts/payload-config.js';
import type { Module } from './modules.js';
import type { SyntaxNode } from './syntax.js';

/** A literal of the language, `undefined` among them. */
export type Primitive = string | number | boolean | null | undefined;

/** Where something stands. */
export interface Place {
  readonly module: Module;
  readonly line: number;
}

/** A member that is read only when it is asked for. */
export type Lazy = () => Value;

/**
 * What an expression can be said to be without running it. `user` is somebody logged in without any right, `attribute`
 * something of theirs, `document` the record in question, `self` a comparison that holds for one's own record alone,
 * `never` a throw.
 */
export type Value =
  | { readonly kind: 'known'; readonly value: Primitive; readonly place: Place }
  | { readonly kind: 'env'; readonly name: string; readonly fallback: Primitive; readonly place: Place }
  | { readonly kind: 'process' | 'environment' | 'user' | 'arguments' | 'request' | 'document'; readonly place: Place }
  | { readonly kind: 'attribute'; readonly name: string; readonly place: Place }
  | { readonly kind: 'self' | 'never'; readonly place: Place }
  | {
      readonly kind: 'object';
      readonly members: ReadonlyMap<string, Lazy>;
      /** Why more members may be there; null = these are all. */
      readonly open: string | null;
      readonly place: Place;
    }
  | { readonly kind: 'list'; readonly items: readonly Lazy[]; readonly open: string | null; readonly place: Place }
  | { readonly kind: 'function'; readonly node: SyntaxNode; readonly scope: Scope; readonly place: Place }
  | { readonly kind: 'builtin'; readonly name: string; readonly place: Place }
  | { readonly kind: 'unknown'; readonly because: string; readonly place: Place };

/** Names of a block, function or module. */
export interface Scope {
  readonly names: Map<string, Lazy>;
  readonly parent: Scope | null;
  readonly module: Module;
}

/** Who asks: somebody without login, or a user without any role. */
export type Person = 'anonymous' | 'ordinary';

/** Not understood, and why. */
export function notUnderstood(because: string, place: Place): Value {
  return { kind: 'unknown', because: because.slice(0, 200), place };
}

/** A literal. */
export function literal(value: Primitive, place: Place): Value {
  return { kind: 'known', value, place };
}

const rights = /role|admin|permission|privilege|super|staff|scope|editor|moderator|owner/i;

/** True when a name or text speaks of rights, which the user without any does not have. */
export function isAboutRights(text: string): boolean {
  return rights.test(text);
}

/** Truth of a value: `self` is true for one's own record alone. */
export function truthOf(value: Value): boolean | 'self' | 'unknown' {
  switch (value.kind) {
    case 'known':
      return Boolean(value.value);
    case 'self':
      return 'self';
    case 'attribute':
      if (/^(?:id|_id|email|collection)$/.test(value.name)) return true;
      return isAboutRights(value.name) ? false : 'unknown';
    case 'user':
    case 'object':
    case 'list':
    case 'function':
    case 'builtin':
    case 'process':
    case 'environment':
    case 'arguments':
    case 'request':
      return true;
    default:
      return 'unknown';
  }
}

/** What Payload makes of an access function's result: an object is a query, an empty one limits nothing. */
export function answerOf(value: Value): AccessAnswer {
  if (value.kind === 'never') return 'denied';
  if (value.kind === 'self') return 'limited';
  if (value.kind === 'object') return value.members.size === 0 && value.open === null ? 'allowed' : 'limited';
  if (value.kind !== 'known' && value.kind !== 'attribute') return 'unknown';
  const truth = truthOf(value);
  return truth === true ? 'allowed' : truth === false ? 'denied' : 'unknown';
}

/** One value for two ways that the code can go; unknown when they differ in what they allow. */
export function mergeValues(a: Value, b: Value): Value {
  if (a.kind === 'never') return b;
  if (b.kind === 'never') return a;
  if (a.kind === 'known' && b.kind === 'known' && a.value === b.value) return a;
  // Two variables: the one with a text of the source behind it is the one to know of.
  if (a.kind === 'env' && b.kind === 'env') return a.fallback === undefined ? b : a;
  const answer = answerOf(a);
  if (answer !== 'unknown' && answer === answerOf(b)) return a;
  return a.kind === 'unknown' ? a : b.kind === 'unknown' ? b : notUnderstood('it depends on a condition', a.place);
}

/** The value where a condition holds for one's own record alone. */
export function limitToSelf(then: Value, otherwise: Value): Value {
  const answers = [answerOf(then), answerOf(otherwise)];
  if (answers.includes('unknown')) return notUnderstood('it depends on the record', then.place);
  if (answers[1] === 'allowed') return answers[0] === 'allowed' ? otherwise : { kind: 'self', place: then.place };
  return answers.every((answer) => answer === 'denied') ? otherwise : { kind: 'self', place: then.place };
}
