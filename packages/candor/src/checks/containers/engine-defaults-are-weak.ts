import { defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { engine } from '../../facts/containers.js';
import { exampleEngine } from './example-engine.js';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What daemon.json leaves at the engine's defaults (CIS Docker 2.13 to 2.16); `none` as log driver is worse. */
function weakSettings(config: Readonly<Record<string, unknown>>): readonly string[] {
  const driver = config['log-driver'] ?? 'json-file';
  const options = isObject(config['log-opts']) ? config['log-opts'] : {};
  return [
    ...(driver === 'none' ? ['log-driver none: containers leave no log'] : []),
    ...(config['live-restore'] === true ? [] : ['live-restore off: an update of the engine stops the site']),
    ...(config['no-new-privileges'] === true ? [] : ['no-new-privileges off']),
    ...(driver === 'json-file' && options['max-size'] === undefined ? ['logs grow without a limit'] : []),
  ];
}

/** CTR-33: daemon.json (dockerd(8); CIS Docker 2.13 to 2.16). */
export const engineDefaultsAreWeak = defineCheck({
  id: 'CTR-33',
  title: 'The engine runs with weak defaults',
  questions: ['Q7', 'Q8'],
  severity: 'low',
  required: false,
  needs: { engine },
  decide({ engine: found }) {
    const value = found.value;
    if (value === null) return notApplicable(found.evidence, 'no container engine here');
    const weak = weakSettings(value.daemonJson ?? {});
    if (weak.length === 0)
      return pass([value.ref], { what: 'live-restore, no-new-privileges and limits of logs are set' });
    return fail([value.ref], {
      what: value.daemonJson === null ? `there is no daemon.json: ${weak.join('; ')}` : weak.join('; '),
      location: '/etc/docker/daemon.json',
      severity: weak.some((text) => text.startsWith('log-driver none')) ? 'medium' : 'low',
    });
  },
  whyItMatters: 'What the engine sets for all, no single service can forget.',
  verifyByHand: 'sudo cat /etc/docker/daemon.json',
  remediation: {
    text: 'Set the defaults once. `live-restore` takes effect with a reload, the others for containers that are made anew.',
    commands: [
      'echo \'{"live-restore":true,"no-new-privileges":true,"log-driver":"json-file","log-opts":{"max-size":"10m","max-file":"5"}}\' | sudo tee /etc/docker/daemon.json',
      'sudo systemctl reload docker',
    ],
  },
  references: ['CIS Docker 2.13', 'CIS Docker 2.14', 'CIS Docker 2.15', 'CIS Docker 2.16'],
  examples: {
    pass: [
      { title: 'all set', facts: { engine: seen(exampleEngine()) } },
      {
        title: 'logs go to the journal, which limits itself',
        facts: {
          engine: seen(
            exampleEngine({
              daemonJson: { 'log-driver': 'journald', 'live-restore': true, 'no-new-privileges': true },
            }),
          ),
        },
      },
      { title: 'no engine', facts: { engine: seen(null) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'no file', facts: { engine: seen(exampleEngine({ daemonJson: null })) } },
      { title: 'no logs', facts: { engine: seen(exampleEngine({ daemonJson: { 'log-driver': 'none' } })) } },
    ],
    blind: [
      { title: 'the engine may not be asked', facts: { engine: unseen() } },
      { title: 'only a part was read', facts: { engine: partlySeen(exampleEngine()) } },
    ],
  },
});
