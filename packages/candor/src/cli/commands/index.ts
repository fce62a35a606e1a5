import { addCheck } from './check.js';
import { addCollect } from './collect.js';
import type { AddCommand } from './command.js';

/** Adds every command to the program, in the order of the help. */
export const addCommands: AddCommand = (program, terminal, exit) => {
  for (const add of [addCheck, addCollect]) add(program, terminal, exit);
};
