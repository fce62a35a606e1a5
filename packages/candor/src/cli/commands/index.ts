import { addAccept } from './accept.js';
import { addActuator } from './actuator.js';
import { addAlert } from './alert.js';
import { addAmend } from './amend.js';
import { addBaseline } from './baseline.js';
import { addBlock } from './block.js';
import { addBlocks } from './blocks.js';
import { addCase } from './case.js';
import { addCheck } from './check.js';
import { addCollect } from './collect.js';
import type { AddCommand } from './command.js';
import { addCompletion } from './completion.js';
import { addContain } from './contain.js';
import { addDismiss } from './dismiss.js';
import { addDoctor } from './doctor.js';
import { addEvidence } from './evidence.js';
import { addExplain } from './explain.js';
import { addFix } from './fix.js';
import { addIncident } from './incident.js';
import { addIndicatorsCommand } from './indicators.js';
import { addInit } from './init.js';
import { addLedger } from './ledger.js';
import { addNote } from './note.js';
import { addProbe } from './probe.js';
import { addReplay } from './replay.js';
import { addReport } from './report.js';
import { addRotateList } from './rotate-list.js';
import { addRules } from './rules.js';
import { addRun } from './run.js';
import { addSearch } from './search.js';
import { addSensor } from './sensor.js';
import { addStore } from './store.js';
import { addTail } from './tail.js';
import { addUnblock } from './unblock.js';
import { addUpdate } from './update.js';
import { addWatch } from './watch.js';

const commands: readonly AddCommand[] = [
  addCheck,
  addCollect,
  addExplain,
  addDoctor,
  addInit,
  addFix,
  addProbe,
  addReport,
  addCase,
  addDismiss,
  addAccept,
  addAmend,
  addLedger,
  addNote,
  addIndicatorsCommand,
  addRun,
  addRules,
  addSensor,
  addBlock,
  addUnblock,
  addBlocks,
  addEvidence,
  addContain,
  addRotateList,
  addWatch,
  addTail,
  addSearch,
  addIncident,
  addReplay,
  addBaseline,
  addStore,
  addAlert,
  addActuator,
  addUpdate,
  addCompletion,
];

/** Adds every command to the program, in the order of the help. */
export const addCommands: AddCommand = (program, terminal, exit) => {
  for (const add of commands) add(program, terminal, exit);
};
