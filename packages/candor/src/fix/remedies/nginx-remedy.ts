import type { Result } from '../../core/result.js';
import {
  descendants,
  type NginxContext,
  type NginxDirective,
  type NginxModel,
  ownDirectives,
} from '../../formats/nginx/index.js';
import { type FixContext, type Remedy, refused } from '../model.js';
import { currentNginx, type FileOp, nginxProposal } from '../nginx/current-config.js';
import type { NginxLines } from '../nginx/edit-nginx.js';

/** Operations on the configuration, or why there are none. */
export type NginxPlan = (model: NginxModel, result: Result, context: FixContext) => readonly FileOp[] | string;

/** A remedy of the host's nginx. */
export function nginxRemedy(
  checks: readonly string[],
  title: string,
  plan: NginxPlan,
  notes: readonly string[] = [],
): Remedy {
  return {
    checks,
    title,
    propose: (result, context) => {
      const model = currentNginx(context);
      if (!model.ok) return refused(model.reason);
      const ops = plan(model.value, result, context);
      return typeof ops === 'string' ? refused(ops) : nginxProposal(ops, context, notes);
    },
  };
}

/** Replaces one argument of a directive. */
export function setArgument(at: NginxDirective, index: number, value: string): FileOp {
  return { file: at.file, op: { kind: 'set-argument', at, index, value } };
}

/** Replaces all arguments. */
export function setArguments(at: NginxDirective, values: readonly string[]): FileOp {
  return { file: at.file, op: { kind: 'set-arguments', at, values } };
}

/** Puts lines into a block, behind its simple directives. */
export function insertInto(block: NginxContext, lines: NginxLines): FileOp {
  return { file: block.file, op: { kind: 'insert-into', at: { ...block, name: block.kind }, lines } };
}

/** Puts lines behind a directive. */
export function insertAfter(at: NginxDirective, lines: NginxLines): FileOp {
  return { file: at.file, op: { kind: 'insert-after', at, lines } };
}

/** Without repeats: one directive may be in force at many places. */
export function distinct(items: readonly NginxDirective[]): NginxDirective[] {
  return [...new Map(items.map((one) => [`${one.file}:${one.line}:${one.name} ${one.args.join(' ')}`, one])).values()];
}

/** Every directive of that name, wherever it stands. */
export function everywhere(model: NginxModel, ...names: readonly string[]): NginxDirective[] {
  return distinct([...descendants(model.main)].flatMap((context) => ownDirectives(context, ...names)));
}
