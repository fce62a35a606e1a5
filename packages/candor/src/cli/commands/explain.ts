import type { AddCommand } from './command.js';

/** `candor explain CHECK-ID`: what a check looks at, why it matters, how to verify and fix it, with its own examples. */
export const addExplain: AddCommand = (program, terminal) => {
  program
    .command('explain')
    .argument('[id]', 'a check id such as EXP-04; without one, all ids are listed')
    .description('say what a check looks at, why it matters, how to verify it by hand and how to fix it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample:\n  $ candor explain RTC-02\n')
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      const { explain } = await import('../explain.js');
      terminal.stdout(explain(id, options.json ?? false));
    });
};
