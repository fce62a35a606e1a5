import type { Result } from '../../core/result.js';
import { meaningOf, openCompose } from '../compose/compose-text.js';
import { valueAt } from '../compose/edit-compose.js';
import { setServiceVariable } from '../compose/edit-environment.js';
import { composeProposal, upEffect } from '../compose/propose.js';
import { fileWithKey, type ServiceTarget, serviceOf, targetOf, valueIn } from '../compose/service-of.js';
import { type FileChange, type FixContext, type Proposal, type Remedy, refused } from '../model.js';
import { removeVariable } from '../text/dotenv.js';

/** Options of node that open a debugger (nodejs.org, command-line API). */
const debuggerOption = /^--inspect(?:-brk|-wait|-port)?(?:=\S*)?$/;

/** The value of a variable in the Compose file; null when it is not there. */
function variableIn(target: Pick<ServiceTarget, 'service'>, text: string, name: string): string | null {
  const environment = valueIn(text, target.service, 'environment');
  if (Array.isArray(environment)) {
    const entry = environment.map(String).find((item) => item.startsWith(`${name}=`));
    return entry === undefined ? null : entry.slice(name.length + 1);
  }
  if (typeof environment !== 'object' || environment === null) return null;
  const value = Object.entries(environment).find(([key]) => key === name)?.[1];
  return value === undefined || value === null ? null : String(value);
}

/** The services behind a finding: the container's own, or all of a project whose files name the variable. */
function targetsOf(result: Result, name: string, context: FixContext): readonly ServiceTarget[] | string {
  const project = /^project:(.+)$/.exec(result.subject)?.[1];
  if (project === undefined) {
    const own = serviceOf(result, context);
    return typeof own === 'string' ? own : [own];
  }
  const services = context.files.list('compose', result.subject).flatMap(({ text }) => serviceNames(text));
  const all = [...new Set(services)].map((service) => targetOf(project, service, null, context));
  return all.flatMap((target) => {
    const isNamed =
      typeof target !== 'string' && target.files.some(({ text }) => variableIn(target, text, name) !== null);
    return isNamed ? [target] : [];
  });
}

function serviceNames(text: string): string[] {
  const file = openCompose(text);
  const services = file.ok ? valueAt(meaningOf(file.value), 'services') : null;
  return typeof services === 'object' && services !== null ? Object.keys(services) : [];
}

function withoutSwitch(result: Result, context: FixContext): Proposal {
  const name = /\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\b/.exec(result.what ?? '')?.[1];
  if (name === undefined) return refused('the finding names no variable');
  const targets = targetsOf(result, name, context);
  if (typeof targets === 'string') return refused(targets);
  const target = targets.find(({ files, service }) =>
    files.some(({ text }) => variableIn({ service }, text, name) !== null),
  );
  const file = target === undefined ? null : fileWithKey(target, 'environment');
  if (target !== undefined && file !== null)
    return composeProposal(target, file, setServiceVariable(file.text, target.service, name, null));
  return outOfEnvFiles(result, name, targets, context);
}

function outOfEnvFiles(result: Result, name: string, targets: readonly ServiceTarget[], context: FixContext): Proposal {
  const subject = targets[0] === undefined ? result.subject : `project:${targets[0].project}`;
  const changes = context.files.list('compose-env', subject).flatMap((env): FileChange[] => {
    const text = removeVariable(env.text, name);
    return text === env.text ? [] : [{ path: env.path, kind: env.kind, subject: env.subject, text }];
  });
  if (changes.length === 0) return alreadyOut(result, name, targets);
  return { kind: 'change', changes, effects: targets.map(upEffect), notes: [] };
}

/** The container may run with what a file said before. */
function alreadyOut(result: Result, name: string, targets: readonly ServiceTarget[]): Proposal {
  const first = targets[0]?.files[0];
  if (first === undefined && !result.subject.startsWith('project:'))
    return refused(`${name} stands in no file that was read`);
  return {
    kind: 'in-file-already',
    effects: targets.map(upEffect),
    because: `${name} stands in no Compose or env file that was read: the container was made before, or its image sets it`,
  };
}

/** SNS-09: the switch that silences a sensor. */
export const removeSensorSwitch: Remedy = {
  checks: ['SNS-09'],
  title: 'take the switch that silences the sensor out',
  propose: withoutSwitch,
};

/** NXT-19: the debugger out of NODE_OPTIONS. Code that is preloaded is a person's to judge. */
export const removeDebugger: Remedy = {
  checks: ['NXT-19'],
  title: 'take the debugger out of NODE_OPTIONS',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const file = fileWithKey(target, 'environment');
    const value = file === null ? null : variableIn(target, file.text, 'NODE_OPTIONS');
    const words = (value ?? '').split(/\s+/).filter((word) => word !== '');
    if (file === null || !words.some((word) => debuggerOption.test(word)))
      return refused('no debugger stands in NODE_OPTIONS of the Compose file; what is preloaded is yours to judge');
    const kept = words.filter((word) => !debuggerOption.test(word)).join(' ');
    return composeProposal(
      target,
      file,
      setServiceVariable(file.text, target.service, 'NODE_OPTIONS', kept === '' ? null : kept),
    );
  },
};
