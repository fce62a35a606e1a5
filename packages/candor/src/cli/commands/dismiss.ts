import type { DismissOptions } from '../run-dismiss.js';
import type { AddCommand } from './command.js';

function append(value: string, list: readonly string[]): string[] {
  return [...list, value];
}

/** `candor dismiss`: closes a finding with evidence that a machine retests; refused with the rule otherwise. */
export const addDismiss: AddCommand = (program, terminal, exit) => {
  program
    .command('dismiss')
    .argument('<finding>', 'a fingerprint or its beginning, CHECK@subject, or an incident id')
    .description('dismiss a finding with evidence and a retest; say which rule refuses it otherwise')
    .option('--case <folder>', 'case folder (default: candor.d)')
    .option('--report <id>', 'the report that shows it (default: the last)')
    .option('--justification <word>', 'component_not_present, …, benign_producer_reproduced')
    .option('--hypothesis <sentence>', 'what happened instead')
    .option('--hypothesis-kind <id>', 'benign-operation or instrument-artefact', 'benign-operation')
    .option('--rival <id>', 'the rival that it beats: attack-succeeded or attack-attempted', 'attack-succeeded')
    .option('--evidence <item>', 'ARTEFACT@SUBJECT: EXCERPT, as the report shows it; repeatable', append, [])
    .option('--testimony <words>', 'a person’s word; carries nothing alone; repeatable', append, [])
    .option('--rival-cannot-explain <sentence>', 'why the rival cannot explain the evidence')
    .option(
      '--retest <predicate>',
      'check:ID[@SUBJECT]=not-fail|pass, indicator-absent:V, file:C:/P=SHA256, package:N>=V',
    )
    .option('--expires <date>', 'at most 90 days, 7 for RTC and PER')
    .option('--producer <name>', 'the benign producer, when it is called a false positive')
    .option('--code-path <place>', 'its code, file:line')
    .option('--reproduction <file>', 'a file with the output of a run of it')
    .option('--reproduction-command <command>', 'how it was run (recorded, never run)')
    .option('--author <name>', 'who signs')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      [
        '',
        'Example:',
        '  $ candor dismiss MDB-04@project:site --justification inline_mitigations_already_exist \\',
        '      --hypothesis "The database listens on the internal network alone" \\',
        '      --evidence "docker.inspect@host: 127.0.0.1:27017" \\',
        '      --rival-cannot-explain "nothing outside can open that socket" \\',
        '      --retest check:EXP-04=pass --author ana',
        '',
      ].join('\n'),
    )
    .action(async (finding: string, options: DismissOptions) => {
      const { runDismiss } = await import('../run-dismiss.js');
      exit.code = await runDismiss(finding, options, terminal);
    });
};
