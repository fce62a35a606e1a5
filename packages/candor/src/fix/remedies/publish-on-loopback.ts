import { valueIfKnown } from '../../core/fact.js';
import { defaultPolicy } from '../../core/policy.js';
import type { Result } from '../../core/result.js';
import { addressScope } from '../../facts/address-scope.js';
import { containers } from '../../facts/containers.js';
import { policy } from '../../facts/policy.js';
import { replaceServiceItem } from '../compose/edit-service.js';
import { hasVariable, memberText, shortParts } from '../compose/item-words.js';
import { already, upEffect } from '../compose/propose.js';
import { type ServiceTarget, serviceOf, targetOf, valueIn } from '../compose/service-of.js';
import { type FileChange, type FixContext, type Proposal, type Remedy, refused, type SourceFile } from '../model.js';

/** A published port in short form on 127.0.0.1 (`[::1]` where `[::]` stood); null when it is there already or a variable decides. */
export function loopbackPort(text: string): string | null {
  const parts = shortParts(text);
  if (parts.length === 1) return `127.0.0.1::${text}`;
  if (parts.length === 2) return `127.0.0.1:${text}`;
  const host = parts.slice(0, -2).join(':');
  if (hasVariable(host) || !isWide(host)) return null;
  const own = host.includes(':') ? '[::1]' : '127.0.0.1';
  return [own, ...parts.slice(-2)].join(':');
}

function isWide(host: string): boolean {
  const scope = addressScope(host.replace(/^\[|\]$/g, ''));
  return scope !== 'loopback' && scope !== 'local-network';
}

interface Published {
  readonly item: unknown;
  readonly port: string;
  readonly by: { readonly word: string } | { readonly member: string; readonly value: string };
}

/** The items of `ports:` that are open wide and not declared, each with what it becomes. */
function openItems(items: readonly unknown[], declared: ReadonlySet<string>): Published[] {
  return items.flatMap((item): Published[] => {
    const short = typeof item === 'string' || typeof item === 'number' ? String(item) : null;
    const published = short === null ? memberText(item, 'published') : shortParts(short).at(-2);
    const port = (published ?? '').replace(/\/.*$/, '');
    if (declared.has(port)) return [];
    if (short !== null) {
      const word = loopbackPort(short);
      return word === null ? [] : [{ item, port, by: { word } }];
    }
    const host = memberText(item, 'host_ip') ?? '';
    if (memberText(item, 'target') === null || hasVariable(host) || !isWide(host)) return [];
    return [{ item, port, by: { member: 'host_ip', value: '127.0.0.1' } }];
  });
}

function target(result: Result, context: FixContext): ServiceTarget | string {
  const project = /^project:(.+)$/.exec(result.subject)?.[1];
  if (project === undefined) return serviceOf(result, context);
  const service = /^service (\S+), /.exec(result.location ?? '')?.[1];
  return service === undefined ? 'the finding names no service' : targetOf(project, service, null, context);
}

function edited(file: SourceFile, service: string, open: readonly Published[]): FileChange | string {
  let text = file.text;
  for (const { item, by } of open) {
    const isSame = (other: unknown) => JSON.stringify(other) === JSON.stringify(item);
    const next = replaceServiceItem(text, service, 'ports', isSame, by);
    if (!next.ok) return `${file.path}: ${next.reason}`;
    text = next.value;
  }
  return { path: file.path, kind: file.kind, subject: file.subject, text };
}

/** A service without a container (a profile that nobody started) must not be started by its remedy. */
function runs(found: ServiceTarget, { facts }: FixContext): boolean {
  const all = valueIfKnown(facts(containers)) ?? [];
  return found.container !== null || all.some((one) => one.project === found.project && one.service === found.service);
}

function propose(result: Result, context: FixContext): Proposal {
  const found = target(result, context);
  if (typeof found === 'string') return refused(found);
  const allowed = (valueIfKnown(context.facts(policy)) ?? defaultPolicy).ports.map(({ port }) => String(port));
  const changes: FileChange[] = [];
  for (const file of found.files) {
    const items = valueIn(file.text, found.service, 'ports');
    const open = Array.isArray(items) ? openItems(items, new Set(allowed)) : [];
    if (open.length === 0) continue;
    const change = edited(file, found.service, open);
    if (typeof change === 'string') return refused(change, changes);
    changes.push(change);
  }
  const first = found.files[0];
  if (changes.length > 0)
    return {
      kind: 'change',
      changes,
      effects: runs(found, context) ? [upEffect(found)] : [],
      notes: ['Machines beside this one no longer reach the port; containers still do, over their network.'],
    };
  const written = found.files.some((file) => valueIn(file.text, found.service, 'ports') !== undefined);
  if (!written || first === undefined)
    return refused(`the service ${found.service} publishes no port in its Compose files`);
  const wide = found.files.some((file) => JSON.stringify(valueIn(file.text, found.service, 'ports')).includes('$'));
  return wide ? refused('a variable decides where the port is published: set it in .env') : already(found, first);
}

/** `127.0.0.1:` in front of each published port that nobody declared (CIS Docker 5.14). */
export const publishOnLoopback: Remedy = {
  checks: ['EXP-02', 'EXP-03', 'EXP-04', 'EXP-05', 'EXP-10'],
  title: 'publish the port on 127.0.0.1',
  propose,
};
