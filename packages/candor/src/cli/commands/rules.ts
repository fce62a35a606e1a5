import type { Command } from 'commander';
import type { Terminal } from '../terminal.js';
import type { AddCommand } from './command.js';

const folderFlag = ['--rules <folder>', 'folder of your own rules (default: /etc/candor/rules)'] as const;

/** `candor rules list | test | explain | add | remove`: the rules that the watcher runs over events. */
export const addRules: AddCommand = (program, terminal, exit) => {
  const rules = program
    .command('rules')
    .description('list, test, explain and add the Sigma rules that the watcher runs')
    .addHelpText('after', '\nExamples:\n  $ candor rules list --level high\n  $ candor rules add sigma/rules/linux\n');
  addList(rules, terminal);
  addTest(rules, terminal, exit);
  addExplain(rules, terminal);
  addChanges(rules, terminal, exit);
};

function addList(rules: Command, terminal: Terminal): void {
  rules
    .command('list')
    .description('every rule that is run, and by name every one that is not')
    .option('--level <level>', 'this level or worse: informational, low, medium, high, critical')
    .option('--all', 'also those that only serve other rules')
    .option(...folderFlag)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor rules list --level medium\n')
    .action(async (options: { level?: string; all?: boolean; rules?: string; json?: boolean }) => {
      const { listRules } = await import('../rules/list-rules.js');
      listRules(options, terminal);
    });
}

function addTest(rules: Command, terminal: Terminal, exit: { code: number }): void {
  rules
    .command('test')
    .argument('[file]', 'a file of rules; without one, all samples of all rules')
    .description(
      'run rules over their samples, or over events; exit 1 when a sample fails, 65 when a rule is not valid',
    )
    .option('--events <file>', 'NDJSON of events, or log lines with --as; - is standard input')
    .option('--as <source>', 'what the lines are: nginx-access, nginx-error, auth, audit, app, mongodb')
    .option(...folderFlag)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ candor rules test\n  $ candor rules test my-rule.yml --events access.log --as nginx-access\n',
    )
    .action(async (file: string | undefined, options: TestFlags) => {
      const { testRules } = await import('../rules/test-rules.js');
      exit.code = await testRules(file, options, terminal);
    });
}

interface TestFlags {
  readonly events?: string;
  readonly as?: string;
  readonly rules?: string;
  readonly json?: boolean;
}

function addExplain(rules: Command, terminal: Terminal): void {
  rules
    .command('explain')
    .argument('<rule>', 'name, id or title of a rule')
    .description('what a rule looks for, with its samples and its last hits')
    .option(...folderFlag)
    .option('--store <folder>', "the watcher's store (default: /var/lib/candor)")
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor rules explain next_decoder_runs_code\n')
    .action(async (rule: string, options: { rules?: string; store?: string; json?: boolean }) => {
      const { explainRule } = await import('../rules/explain-rule.js');
      explainRule(rule, options, terminal);
    });
}

function addChanges(rules: Command, terminal: Terminal, exit: { code: number }): void {
  rules
    .command('add')
    .argument('<folder>', 'a folder of Sigma rules, such as a clone of SigmaHQ/sigma')
    .description('copy the rules of a folder that can be used here; the others are named')
    .option(...folderFlag)
    .option('--yes', 'do not ask')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor rules add sigma/rules/linux\n')
    .action(async (folder: string, options: { rules?: string; yes?: boolean; json?: boolean }) => {
      const { addRuleFolder } = await import('../rules/add-rule-folder.js');
      exit.code = await addRuleFolder(folder, options, terminal);
    });
  rules
    .command('remove')
    .argument('<name>', 'what "candor rules add" called it')
    .description('take rules away again that were added')
    .option(...folderFlag)
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  $ candor rules remove linux\n')
    .action(async (name: string, options: { rules?: string; yes?: boolean }) => {
      const { removeRuleFolder } = await import('../rules/remove-rule-folder.js');
      exit.code = await removeRuleFolder(name, options, terminal);
    });
}
