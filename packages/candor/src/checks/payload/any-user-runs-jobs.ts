import { defineCheck } from '../../core/check.js';
import type { ConfigValue } from '../../facts/payload-config.js';
import { judgeSettings, type Notes, payloadNeeds, payloadUses } from './judge-payload.js';
import { blindToSource, exampleAccess, exampleUnclear, noPayload, withSettings } from './payload-example.js';
import { settingOf, unclearNote } from './read-config.js';

function read(config: ConfigValue, notes: Notes): void {
  const jobs = settingOf(config, 'jobs');
  if (jobs.state === 'unknown') {
    unclearNote(notes, jobs, 'jobs');
    return;
  }
  if (jobs.state === 'absent') {
    notes.good.push(jobs.ref);
    return;
  }
  const setting = settingOf(config, 'jobs.access.run');
  const rule = setting.state === 'found' && setting.value.kind === 'function' ? setting.value : null;
  if (setting.state === 'absent')
    notes.bad.push({ what: 'jobs.access.run is not set: any user who is logged in runs jobs', ref: jobs.ref });
  else if (rule?.anonymous === 'allowed')
    notes.bad.push({ what: 'anybody may run jobs without login', ref: setting.ref, severity: 'high' });
  else if (rule?.ordinary === 'allowed')
    notes.bad.push({ what: 'any user who is logged in may run jobs', ref: setting.ref });
  else if (rule === null || rule.ordinary === 'unknown' || rule.anonymous === 'unknown')
    unclearNote(notes, setting, 'jobs.access.run');
  else notes.good.push(setting.ref);
}

/** PAY-24: jobs are run by those alone who may. */
export const anyUserRunsJobs = defineCheck({
  id: 'PAY-24',
  title: 'Any user may run jobs',
  questions: ['Q2'],
  severity: 'medium',
  required: false,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeSettings(facts, read, {
      what: 'jobs are run by those alone who may',
      settle: 'grep -n -A8 "jobs:" src/payload.config.ts',
    }),
  whyItMatters: 'Jobs run with the rights of the app.',
  verifyByHand: 'grep -n -A8 "jobs:" src/payload.config.ts',
  remediation: {
    text: 'Set jobs.access.run to compare the Authorization header with CRON_SECRET, or to ask for an administrator.',
  },
  references: ['Payload documentation: jobs queue'],
  examples: {
    pass: [
      { title: 'no jobs', facts: withSettings({}) },
      { title: 'administrators', facts: withSettings({ jobs: { access: { run: exampleAccess('denied') } } }) },
      noPayload,
    ],
    fail: [
      { title: 'the default', facts: withSettings({ jobs: { tasks: [] } }) },
      { title: 'everybody', facts: withSettings({ jobs: { access: { run: exampleAccess('allowed') } } }) },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'a rule that asks for more than the user',
        facts: withSettings({ jobs: { access: { run: exampleAccess('unknown') } } }),
      },
      {
        title: 'a rule that is not in the source',
        facts: withSettings({ jobs: { access: { run: exampleUnclear() } } }),
      },
    ],
  },
});
