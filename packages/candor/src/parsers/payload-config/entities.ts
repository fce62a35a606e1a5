import type { ConfigValue, PayloadEntity } from '../../facts/payload-config.js';
import type { Describer } from './describe-value.js';
import type { Interpreter } from './interpreter.js';
import type { Module } from './modules.js';
import { asNode, keyOf, nameOf, nodesOf, type SyntaxNode, walkTree } from './syntax.js';
import type { Value } from './values.js';

/** What `buildConfig` is called with, and the collections and globals of it. */
export interface FoundConfig {
  readonly config: ConfigValue | null;
  readonly entities: readonly PayloadEntity[];
  readonly complete: boolean;
}

/** Finds Payload's configuration in the modules of an app; without one, collections by their shape alone. */
export function findConfig(modules: readonly Module[], interpreter: Interpreter, describer: Describer): FoundConfig {
  const call = configCall(modules);
  if (call === null) return { config: null, entities: loose(modules, interpreter, describer), complete: false };
  const value = interpreter.evaluate(call.argument, interpreter.scopeOf(call.module));
  const config = withoutEntities(value, describer);
  const lists = (['collections', 'globals'] as const).map((key) => listed(value, key, interpreter, describer));
  const entities = lists.flatMap((list) => list.entities);
  const complete = value.kind === 'object' && lists.every((list) => list.complete);
  const names = new Set(entities.map((each) => `${each.kind} ${each.slug}`));
  const others = complete ? [] : loose(modules, interpreter, describer);
  return {
    config,
    entities: [...entities, ...others.filter((each) => !names.has(`${each.kind} ${each.slug}`))],
    complete,
  };
}

function configCall(modules: readonly Module[]): { module: Module; argument: SyntaxNode } | null {
  const candidates = modules.flatMap((module) => {
    if (!module.file.text.includes('buildConfig')) return [];
    const found: SyntaxNode[] = [];
    walkTree(module.program, (node) => {
      if (node.type === 'CallExpression' && nameOf(node.callee) === 'buildConfig')
        found.push(...nodesOf(node.arguments).slice(0, 1));
      return undefined;
    });
    return found.map((argument) => ({ module, argument }));
  });
  const named = candidates.filter((each) => /(?:^|\/)payload\.config\.[cm]?[jt]s$/.test(each.module.path));
  const best = (named.length > 0 ? named : candidates).sort((a, b) => depth(a.module) - depth(b.module));
  return best[0] ?? null;
}

function depth(module: Module): number {
  return module.path.split('/').length;
}

/** The configuration itself; what it lists is described one by one. */
function withoutEntities(value: Value, describer: Describer): ConfigValue {
  if (value.kind !== 'object') return describer.describe(value);
  const members = new Map([...value.members].filter(([key]) => !/^(?:collections|globals|i18n|editor)$/.test(key)));
  return describer.describe({ ...value, members });
}

function listed(value: Value, key: 'collections' | 'globals', interpreter: Interpreter, describer: Describer) {
  const member = value.kind === 'object' ? value.members.get(key)?.() : undefined;
  if (member === undefined) return { entities: [], complete: value.kind === 'object' && value.open === null };
  if (member.kind === 'known' && !member.value) return { entities: [], complete: true };
  if (member.kind !== 'list') return { entities: [], complete: false };
  const items = member.items.map((item) => entityOf(item(), key === 'globals' ? 'global' : 'collection', describer));
  const entities = items.flatMap((each) => each ?? []);
  return { entities, complete: member.open === null && entities.length === items.length && interpreter.spend() };
}

/** An entity from its configuration object; null when that was not understood. */
function entityOf(value: Value, kind: PayloadEntity['kind'], describer: Describer): PayloadEntity | null {
  if (value.kind !== 'object') return null;
  const slug = value.members.get('slug')?.();
  if (slug?.kind !== 'known' || typeof slug.value !== 'string') return null;
  const described = describer.describe(value);
  return { slug: slug.value.slice(0, 100), kind, auth: authOf(value), value: described, ref: described.ref };
}

function authOf(value: Extract<Value, { kind: 'object' }>): boolean | null {
  const auth = value.members.get('auth')?.();
  if (auth === undefined) return value.open === null ? false : null;
  if (auth.kind === 'known') return Boolean(auth.value);
  return auth.kind === 'object' ? true : null;
}

/** Objects typed `CollectionConfig` or `GlobalConfig`, or shaped so, at a module's own level. */
function loose(modules: readonly Module[], interpreter: Interpreter, describer: Describer): PayloadEntity[] {
  return modules.flatMap((module) => {
    if (!/\bslug\b/.test(module.file.text)) return [];
    const kinds = typedKinds(module);
    return [...module.bindings].flatMap(([name, binding]) => {
      const node = binding.kind === 'declared' && binding.member === null ? binding.node : null;
      const kind = kinds.get(name) ?? (node !== null && hasShape(node) ? 'collection' : null);
      const value = kind === null ? undefined : interpreter.scopeOf(module).names.get(name)?.();
      return kind === null || value === undefined ? [] : (entityOf(value, kind, describer) ?? []);
    });
  });
}

function typedKinds(module: Module): Map<string, PayloadEntity['kind']> {
  const kinds = new Map<string, PayloadEntity['kind']>();
  walkTree(module.program, (node) => {
    if (node.type !== 'VariableDeclarator') return !/Function|Class/.test(node.type);
    const reference = asNode(asNode(asNode(asNode(node.id)?.typeAnnotation)?.typeAnnotation)?.typeName);
    const type = nameOf(reference) ?? satisfied(node);
    const name = nameOf(node.id);
    if (name !== null && type === 'CollectionConfig') kinds.set(name, 'collection');
    if (name !== null && type === 'GlobalConfig') kinds.set(name, 'global');
    return false;
  });
  return kinds;
}

function satisfied(declarator: SyntaxNode): string | null {
  const init = asNode(declarator.init);
  return nameOf(asNode(asNode(init?.typeAnnotation)?.typeName));
}

function hasShape(node: SyntaxNode): boolean {
  if (node.type !== 'ObjectExpression') return false;
  const keys = new Set(nodesOf(node.properties).map(keyOf));
  return keys.has('slug') && keys.has('fields');
}
