import type { Block } from '../block/block.js';
import { isSingle, parseRange } from '../block/ip-range.js';
import { findProgram, type RunProgram } from './run-program.js';

/** A longer list is a feed: those tools have their own way to take one. */
const maxAddresses = 50;

/** Jails that a ban by hand belongs to, in this order; else the first that runs. */
const preferredJails = ['candor', 'recidive'];

/**
 * Gives decisions about who may come in to CrowdSec and fail2ban where they run, so that their lists and bouncers know
 * of them. Our own table holds all the same. Returns the blocks with what took part in `also`.
 */
export async function tellOthers(blocks: readonly Block[], run: RunProgram): Promise<Block[]> {
  const incoming = blocks.filter(({ direction }) => direction !== 'egress');
  if (incoming.length === 0 || incoming.flatMap(({ addresses }) => addresses).length > maxAddresses) return [...blocks];
  const jail = await runningJail(run);
  const crowdsec = findProgram('cscli') !== null;
  const told: Block[] = [];
  for (const block of blocks) {
    const also = block.direction === 'egress' ? [] : await tell(block, crowdsec, jail, run);
    told.push(also.length === 0 ? block : { ...block, also: [...block.also, ...also] });
  }
  return told;
}

async function tell(block: Block, crowdsec: boolean, jail: string | null, run: RunProgram): Promise<string[]> {
  const also: string[] = [];
  const seconds = Math.max(1, Math.round((block.expires.getTime() - block.at.getTime()) / 1000));
  const each = (command: (address: string) => readonly string[]) => allDone(block.addresses.map(command), run);
  const words = ['--duration', `${seconds}s`, '--reason', `candor block ${block.id}`];
  if (crowdsec && (await each((one) => ['cscli', 'decisions', 'add', scopeOf(one), one, ...words])))
    also.push('crowdsec');
  if (jail !== null && (await each((one) => ['fail2ban-client', 'set', jail, 'banip', one])))
    also.push(`fail2ban ${jail}`);
  return also;
}

/** Takes the same decisions back there. */
export async function untellOthers(blocks: readonly Block[], run: RunProgram): Promise<void> {
  const commands = blocks.flatMap(({ also, addresses }) =>
    also.flatMap((tool) => {
      const jail = /^fail2ban (\S+)$/.exec(tool)?.[1];
      if (jail !== undefined) return addresses.map((one) => ['fail2ban-client', 'set', jail, 'unbanip', one]);
      return tool === 'crowdsec' ? addresses.map((one) => ['cscli', 'decisions', 'delete', scopeOf(one), one]) : [];
    }),
  );
  await allDone(commands.slice(0, maxAddresses * 4), run);
}

async function runningJail(run: RunProgram): Promise<string | null> {
  if (findProgram('fail2ban-client') === null) return null;
  const { exitCode, stdout } = await run(['fail2ban-client', 'status']);
  const jails = exitCode === 0 ? (/Jail list:\s*(.*)$/m.exec(stdout)?.[1] ?? '').split(/,\s*/) : [];
  const plain = jails.filter((name) => /^[\w.-]{1,60}$/.test(name));
  return preferredJails.find((name) => plain.includes(name)) ?? plain[0] ?? null;
}

async function allDone(commands: readonly (readonly string[])[], run: RunProgram): Promise<boolean> {
  let done = commands.length > 0;
  for (const command of commands) done = (await run(command)).exitCode === 0 && done;
  return done;
}

/** cscli has one word for addresses and one for networks. */
function scopeOf(address: string): string {
  const range = parseRange(address);
  return range !== null && isSingle(range) ? '--ip' : '--range';
}
