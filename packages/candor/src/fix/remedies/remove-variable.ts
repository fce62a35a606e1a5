import type { Result } from '../../core/result.js';
import { setServiceVariable } from '../compose/edit-environment.js';
import { composeProposal, upEffect } from '../compose/propose.js';
import { fileWithKey, type ServiceTarget, serviceOf, valueIn } from '../compose/service-of.js';
import { type FileChange, type FixContext, type Proposal, type Remedy, refused } from '../model.js';
import { removeVariable } from '../text/dotenv.js';

/** Options of node that open a debugger (nodejs.org, command-line API). */
const debuggerOption = /^--inspect(?:-brk|-wait|-port)?(?:=\S*)?$/;

/** The value of a variable in the Compose file; null when it is not there. */
function variableIn(target: ServiceTarget, text: string, name: string): string | null {
  const environment = valueIn(text, target.service, 'environment');
  if (Array.isArray(environment)) {
    const entry = environment.map(String).find((item) => item.startsWith(`${name}=`));
    return entry === undefined ? null : entry.slice(name.length + 1);
  }
  if (typeof environment !== 'object' || environment === null) return null;
  const value = Object.entries(environment).find(([key]) => key === name)?.[1];
  return value === undefined || value === null ? null : String(value);
}

function withoutSwitch(result: Result, context: FixContext): Proposal {
  const target = serviceOf(result, context);
  if (typeof target === 'string') return refused(target);
  const name = /^([A-Z][A-Z0-9_]{1,80}) is on /.exec(result.what ?? '')?.[1];
  if (name === undefined) return refused('the finding names no variable');
  const file = fileWithKey(target, 'environment');
  if (file !== null && variableIn(target, file.text, name) !== null)
    return composeProposal(target, file, setServiceVariable(file.text, target.service, name, null));
  const changes = context.files.list('compose-env', `project:${target.project}`).flatMap((env): FileChange[] => {
    const text = removeVariable(env.text, name);
    return text === env.text ? [] : [{ path: env.path, kind: env.kind, subject: env.subject, text }];
  });
  if (changes.length === 0) return refused(`${name} stands in no Compose or env file that was read`);
  return { kind: 'change', changes, effects: [upEffect(target)], notes: [] };
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
