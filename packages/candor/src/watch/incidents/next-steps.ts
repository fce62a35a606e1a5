import { isAtLeast } from '../../core/severity.js';
import { addressScope } from '../../facts/address-scope.js';
import type { LiveIncident } from './incident.js';

/** What to do next about an incident, as commands in their order: look, keep the evidence, then act. */
export function nextSteps(incident: LiveIncident): readonly { readonly text: string; readonly command: string }[] {
  const of = (type: string) => [...new Set(incident.keys.filter((key) => key.type === type).map((key) => key.value))];
  const steps = [{ text: 'judge the whole host now', command: 'sudo candor check' }];
  if (isAtLeast(incident.severity, 'high')) {
    const [container] = of('container').filter((name) => /^[\w.-]{1,128}$/.test(name));
    if (container !== undefined)
      steps.push(
        { text: 'keep the evidence before anything is killed', command: `sudo candor evidence preserve ${container}` },
        { text: 'then stop what goes on', command: `sudo candor contain ${container} --pause` },
      );
    for (const address of of('address')
      .filter((one) => addressScope(one) === 'public')
      .slice(0, 3))
      steps.push({ text: `block ${address}`, command: `sudo candor block ${address}` });
  }
  return [
    ...steps,
    { text: 'hand it to a professional', command: `sudo candor incident export ${incident.id} -o ${incident.id}.zip` },
  ];
}
