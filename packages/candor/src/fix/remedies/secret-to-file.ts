import { isMap, isScalar, isSeq } from 'yaml';
import type { Result } from '../../core/result.js';
import { openCompose, ownPair, serviceMap } from '../compose/compose-text.js';
import { effectiveValue } from '../compose/edit-compose.js';
import { setServiceVariable } from '../compose/edit-environment.js';
import { hasVariable } from '../compose/item-words.js';
import { upEffect } from '../compose/propose.js';
import { type ServiceTarget, targetOf } from '../compose/service-of.js';
import { type FixContext, type Proposal, type Remedy, refused, type SourceFile } from '../model.js';
import { addVariable } from '../text/dotenv.js';

/** Only its owner may read a file of secrets. */
const secretMode = 0o600;

/** The value of a variable that stands in one file itself; null when it is inherited, empty or not one word. */
function literal(text: string, service: string, name: string): string | null {
  const file = openCompose(text);
  const map = file.ok ? serviceMap(file.value, service) : null;
  if (!file.ok || map === null || !map.ok) return null;
  const environment = ownPair(map.value, 'environment')?.value;
  if (isMap(environment)) {
    const node = ownPair(environment, name)?.value;
    return isScalar(node) && node.value !== null ? String(node.value) : null;
  }
  if (!isSeq(environment)) return null;
  const items = effectiveValue(file.value, service, 'environment');
  const entry = Array.isArray(items) ? items.map(String).find((item) => item.startsWith(`${name}=`)) : undefined;
  return entry === undefined ? null : entry.slice(name.length + 1);
}

function moved(target: ServiceTarget, file: SourceFile, name: string, value: string, context: FixContext): Proposal {
  const folder = (target.files[0]?.path ?? file.path).replace(/\/[^/]*$/, '');
  const path = `${folder}/.env`;
  const env = context.files.find(path);
  const edited = setServiceVariable(file.text, target.service, name, `\${${name}}`);
  if (!edited.ok) return refused(`${file.path}: ${edited.reason}`);
  // Compose reads `$$` as one dollar sign; an env file takes it as it is in single quotes.
  const kept = addVariable(env?.text ?? '', name, value.replaceAll('$$', '$'));
  if (!kept.ok) return refused(`${path}: ${kept.reason}`);
  const own = { subject: file.subject };
  return {
    kind: 'change',
    changes: [
      { ...own, path: file.path, kind: 'compose', text: edited.value },
      { ...own, path, kind: 'compose-env', text: kept.value, mode: secretMode },
    ],
    effects: [upEffect(target)],
    notes: [`Give ${name} a new value in ${path}: this one was in the Compose file, and in every copy of it.`],
  };
}

function propose(result: Result, context: FixContext): Proposal {
  const project = /^project:(.+)$/.exec(result.subject)?.[1];
  const service = /^service (\S+), /.exec(result.location ?? '')?.[1];
  const name = result.evidence[0]?.excerpt;
  if (project === undefined || service === undefined || name === undefined)
    return refused('the finding names no variable');
  const target = targetOf(project, service, null, context);
  if (typeof target === 'string') return refused(target);
  for (const file of target.files.toReversed()) {
    const value = literal(file.text, service, name);
    if (value === null || value === '') continue;
    if (hasVariable(value.replaceAll('$$', ''))) return refused(`${name} is put together from variables`);
    return moved(target, file, name, value, context);
  }
  return refused(
    `${name} is not written out in the environment of ${service} itself (a shared block or a build argument)`,
  );
}

/** CTR-24: the value into `.env` with mode 0600, `${NAME}` in its place (CWE-798). */
export const secretToFile: Remedy = { checks: ['CTR-24'], title: 'move the secret into .env', propose };
