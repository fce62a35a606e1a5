import type { AddCommand } from './command.js';
import { storeFolderOption } from './store.js';

/** `candor incident`: what the watcher saw happen. */
export const addIncident: AddCommand = (program, terminal) => {
  const incident = program
    .command('incident')
    .description('incidents that the watcher saw')
    .addHelpText('after', '\nExample:\n  $ candor incident list --open\n');
  incident
    .command('list')
    .description('incidents, newest first')
    .option('--open', 'only those that go on')
    .option('--json', 'as JSON')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ candor incident list --open\n')
    .action(async (options) => {
      const { runIncidentList } = await import('../run-incident.js');
      runIncidentList(options, terminal);
    });
  incident
    .command('show')
    .argument('<id>', 'the incident, or the beginning of its id')
    .description('one incident: stages, what it is about, evidence, what to do next')
    .option('--json', 'as JSON')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ candor incident show INC-20261122-1a2b3c4d\n')
    .action(async (id: string, options) => {
      const { runIncidentShow } = await import('../run-incident.js');
      runIncidentShow(id, options, terminal);
    });
  incident
    .command('timeline')
    .argument('<id>', 'the incident, or the beginning of its id')
    .description('each detection of an incident in its order')
    .option('--json', 'as JSON lines')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ candor incident timeline INC-20261122-1a2b3c4d\n')
    .action(async (id: string, options) => {
      const { runIncidentTimeline } = await import('../run-incident.js');
      runIncidentTimeline(id, options, terminal);
    });
  incident
    .command('export')
    .argument('<id>', 'the incident, or the beginning of its id')
    .description('a zip to hand to a professional: summary, timeline, raw lines around it, hashes')
    .requiredOption('-o, --output <file>', 'where to write the zip')
    .addOption(storeFolderOption())
    .addHelpText('after', '\nExample:\n  $ candor incident export INC-20261122-1a2b3c4d -o incident.zip\n')
    .action(async (id: string, options) => {
      const { runIncidentExport } = await import('../run-incident.js');
      runIncidentExport(id, options, terminal);
    });
};
