import { applyPlan } from '../apply/apply-plan.js';
import { readReal } from '../apply/real-file.js';
import { undoFix } from '../apply/undo-fix.js';
import { plannedFile } from './plan-of.js';

/**
 * Applies and takes back the same plan for ever, until somebody kills the process; a line on standard output when it
 * begins. Run as a program of its own by `apply/kill.test.ts`.
 */
export function applyForEver(state: string, pairs: readonly (readonly [path: string, after: string])[]): never {
  process.stdout.write('ready\n');
  for (let round = 0; ; round += 1) {
    const ready = pairs.map(([path, after]) => {
      const reading = readReal(path);
      const read = reading.state === 'there' ? reading.file : null;
      return { planned: plannedFile(path, read?.bytes.toString() ?? null, after), read };
    });
    const random = (process.pid * 4096 + round).toString(16).padStart(6, '0').slice(-6);
    const { journal } = applyPlan(state, ready, { now: new Date(1_795_000_000_000 + round * 1000), random });
    undoFix(state, journal);
  }
}
