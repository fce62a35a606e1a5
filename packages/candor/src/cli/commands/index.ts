import { addCheck } from './check.js';
import { addCollect } from './collect.js';
import type { AddCommand } from './command.js';
import { addCompletion } from './completion.js';
import { addDoctor } from './doctor.js';
import { addExplain } from './explain.js';
import { addInit } from './init.js';
import { addProbe } from './probe.js';
import { addUpdate } from './update.js';

const commands: readonly AddCommand[] = [
  addCheck,
  addCollect,
  addExplain,
  addDoctor,
  addInit,
  addProbe,
  addUpdate,
  addCompletion,
];

/** Adds every command to the program, in the order of the help. */
export const addCommands: AddCommand = (program, terminal, exit) => {
  for (const add of commands) add(program, terminal, exit);
};
