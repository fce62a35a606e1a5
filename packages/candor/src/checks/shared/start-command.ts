import type { Fact } from '../../core/fact.js';
import type { Container } from '../../facts/containers.js';
import { analyseCommand } from '../../formats/shell/analyse-command.js';
import { executedPaths } from './executed-paths.js';
import { isForeignPlace } from './foreign-program.js';
import { isInside, mountText, writableMounts } from './mount-source.js';

/** Longest command that a finding quotes, in characters. */
const quoted = 120;

/**
 * Why a command that starts by itself (cron, a unit, a login script) is an intruder's, in words; null when nothing shows
 * that. `containers` tells which folders an app can write.
 */
export function attackInCommand(command: string, containers: Fact<readonly Container[]> | null): string | null {
  const attack = analyseCommand(command).behaviours.find((behaviour) => behaviour.weight === 'attack');
  if (attack) return attack.what;
  const paths = executedPaths(command);
  const odd = paths.find(isForeignPlace);
  if (odd !== undefined) return `it starts ${odd}, where no program belongs`;
  if (containers?.status !== 'known') return null;
  for (const container of containers.value.filter(({ running }) => running)) {
    for (const mount of writableMounts(container)) {
      const path = paths.find((each) => isInside(each, mount.source));
      if (path !== undefined) return `it executes ${path}, which ${container.name} can write (${mountText(mount)})`;
    }
  }
  return null;
}

/** The command, cut to what a finding quotes. */
export function quoteCommand(command: string): string {
  const line = command.replace(/\s+/g, ' ').trim();
  return line.length > quoted ? `${line.slice(0, quoted)}…` : line;
}
