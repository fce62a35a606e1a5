import { InvalidArgumentError } from 'commander';
import type { AddCommand } from './command.js';

/** `candor completion SHELL`: a script for bash, zsh or fish, made from the commands themselves. */
export const addCompletion: AddCommand = (program, terminal) => {
  program
    .command('completion')
    .argument('<shell>', 'bash, zsh or fish', shell)
    .description('print a completion script for your shell')
    .addHelpText('after', '\nExample:\n  $ candor completion bash > /etc/bash_completion.d/candor\n')
    .action((name: Shell) => {
      const commands = program.commands.map((command) => ({
        name: command.name(),
        options: command.options.flatMap((option) => option.long ?? []),
      }));
      terminal.stdout(scripts[name](commands));
    });
};

type Shell = 'bash' | 'zsh' | 'fish';
type Commands = readonly { readonly name: string; readonly options: readonly string[] }[];

function shell(text: string): Shell {
  if (text === 'bash' || text === 'zsh' || text === 'fish') return text;
  throw new InvalidArgumentError('One of bash, zsh, fish.');
}

function bash(commands: Commands): string {
  const cases = commands.map(({ name, options }) => `    ${name}) words="${options.join(' ')}";;`).join('\n');
  return `_candor() {\n  local words="${commands.map(({ name }) => name).join(' ')}"\n  [ "$COMP_CWORD" -gt 1 ] && case "\${COMP_WORDS[1]}" in\n${cases}\n    *) words="";;\n  esac\n  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))\n  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))\n}\ncomplete -F _candor candor\n`;
}

const scripts: Readonly<Record<Shell, (commands: Commands) => string>> = {
  bash,
  zsh: (commands) => `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`,
  fish: (commands) =>
    commands
      .map(({ name, options }) =>
        [
          `complete -c candor -n __fish_use_subcommand -a ${name}`,
          ...options.map(
            (option) => `complete -c candor -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`,
          ),
        ].join('\n'),
      )
      .join('\n')
      .concat('\n'),
};
