import { readFileSync, statSync } from 'node:fs';
import { type Prepared, withProof } from '../actuator/blocker.js';
import { endConnections } from '../actuator/end-connections.js';
import { lookAtNginx, markForNginx, syncNginx } from '../actuator/nginx-deny.js';
import { proveEgress } from '../actuator/prove.js';
import { type ContainerView, proofPlaces, readRunningContainers } from '../actuator/read-containers.js';
import { tellOthers } from '../actuator/tell-others.js';
import { type Block, type Direction, directionWords, endOf } from '../block/block.js';
import { nginxDenyFile, nginxDenyText } from '../block/nginx-deny.js';
import type { BlockRequest } from '../block/plan-blocks.js';
import { CandorError, exitCodes } from '../core/errors.js';
import { author } from './ask.js';
import type { BlockOptions } from './block-options.js';
import { blockWithoutRights } from './block-without-rights.js';
import { confirm } from './confirm.js';
import { noteInLedger, type OpenBlocker, openBlocker } from './open-blocker.js';
import { plainLine } from './plain-text.js';
import { printApplied, printPlan } from './print-block.js';
import { resolveNames } from './resolve-names.js';
import type { Terminal } from './terminal.js';

/** A list longer than this is a feed for a firewall, not a decision. */
const maxTargets = 100_000;
const maxFileBytes = 16 << 20;

/** Only so many blocks of one command are tried out one by one. */
const maxProofs = 5;

/** Judges, shows, asks, applies, proves. Returns 0, 1 when a block was tried and does not hold, 65 when everything was refused. */
export async function runBlock(given: readonly string[], options: BlockOptions, terminal: Terminal): Promise<number> {
  const targets = [...given, ...(options.from === undefined ? [] : targetsOf(options.from))];
  if (targets.length === 0 || targets.length > maxTargets)
    throw new CandorError(
      'USAGE',
      targets.length === 0
        ? 'name an address, a range or a name'
        : `${targets.length} targets, more than ${maxTargets}`,
      {
        hint: 'candor block 203.0.113.9 --for 1h',
      },
    );
  const containers = await readRunningContainers(terminal.env);
  const request = { ...decisionOf(options, containers), targets, by: await deciderOf(options, terminal) };
  if (process.geteuid?.() !== 0) return blockWithoutRights(request, options, terminal);
  const open = openBlocker(options, terminal);
  const judged = await open.blocker.prepare(request, await resolveNames(targets));
  const nginx = await nginxPart(open, judged);
  const prepared = { ...judged, plan: { ...judged.plan, notes: [...judged.plan.notes, ...nginx.notes] } };
  if (!options.json || options.dryRun || prepared.plan.blocks.length === 0) printPlan(prepared, options, terminal);
  if (prepared.plan.blocks.length === 0) return exitCodes.data;
  if (options.dryRun) return 0;
  if (!(await confirm('apply this?', options.yes ?? false, terminal))) {
    terminal.stderr('nothing was changed\n');
    return 0;
  }
  return apply({ ...open, holdsInNginx: nginx.holds }, prepared, containers, options, terminal);
}

async function apply(
  open: OpenBlocker & { readonly holdsInNginx: boolean },
  prepared: Prepared,
  containers: ContainerView,
  options: BlockOptions,
  terminal: Terminal,
): Promise<number> {
  const { blocks } = prepared.plan;
  const { blocker, run } = open;
  await blocker.commit(prepared);
  const addresses = blocks.flatMap((block) => block.addresses);
  const pids = proofPlaces(containers.items).map(({ pid }) => pid ?? 0);
  const ended = await endConnections(addresses, pids, run);
  const told = await tellOthers(open.holdsInNginx ? markForNginx(blocks) : blocks, run);
  const proven = await prove(open, told, containers, options, terminal);
  blocker.note(proven.filter(({ proof, also }) => proof !== null || also.length > 0));
  const problem = open.holdsInNginx ? await syncNginx([...blocker.blocks().values()], run) : null;
  const ledger = noteInLedger(ledgerText(blocks), blocks[0]?.by ?? '', options.case, terminal);
  printApplied({ prepared, blocks: proven, ended, ledger, problem }, options, terminal);
  return problem !== null || proven.some(({ proof }) => proof?.result === 'not-effective') ? 1 : 0;
}

/** Behind a declared edge nginx alone knows the client: whether it can hold the blocks too, and what that comes to. */
async function nginxPart(
  { run, behindEdge }: OpenBlocker,
  { plan }: Prepared,
): Promise<{ readonly holds: boolean; readonly notes: readonly string[] }> {
  const incoming = plan.blocks.filter(({ direction }) => direction !== 'egress');
  if (!behindEdge || incoming.length === 0) return { holds: false, notes: [] };
  const { obstacles, innerRules } = await lookAtNginx(run);
  const through = 'who comes through the edge has its address here, and the packet filter does not see him';
  if (obstacles === null) return { holds: false, notes: [`${through}; no nginx runs here: block at the edge itself`] };
  if (obstacles.length > 0)
    return { holds: false, notes: [`${through}; nginx cannot hold the block: ${obstacles.join('; ')}`] };
  const lines = (nginxDenyText(markForNginx(incoming)) ?? '').split('\n').filter((line) => line.startsWith('deny'));
  const inner =
    innerRules === 0 ? '' : `; ${innerRules} allow or deny rules stand in inner places, which do not take it over`;
  return {
    holds: true,
    notes: [`${through}: ${nginxDenyFile} gets "${lines.slice(0, 10).join(' ')}", nginx -t, reload${inner}`],
  };
}

async function prove(
  { run, firewall }: OpenBlocker,
  blocks: readonly Block[],
  containers: ContainerView,
  options: BlockOptions,
  terminal: Terminal,
): Promise<Block[]> {
  if (!options.proof) return [...blocks];
  const host = { name: 'this host', pid: null };
  const proven: Block[] = [];
  for (const [index, block] of blocks.entries()) {
    if (index >= maxProofs) {
      proven.push(
        withProof(block, {
          result: 'not-proven',
          detail: `only the first ${maxProofs} of a command are tried`,
          at: terminal.now(),
        }),
      );
      continue;
    }
    const inside = proofPlaces(
      containers.items.filter(({ name }) => block.container === null || name === block.container.name),
    );
    const places = block.container === null ? [...inside, host] : inside;
    const port = Number(options.port);
    proven.push(
      withProof(block, await proveEgress(block, { run, table: firewall.read, places, port, now: terminal.now })),
    );
  }
  return proven;
}

function decisionOf(options: BlockOptions, containers: ContainerView): Omit<BlockRequest, 'targets' | 'by'> {
  if (options.egress && options.ingress)
    throw new CandorError('USAGE', '--egress and --ingress together are the default: leave both out');
  if (options.container !== undefined && options.ingress)
    throw new CandorError('USAGE', '--container is about what a container reaches: it goes with --egress alone');
  const port = /^\d{1,5}$/.test(options.port) ? Number(options.port) : 0;
  if (port < 1 || port > 65_535) throw new CandorError('USAGE', '--port is 1 to 65535');
  const both: Direction = options.egress ? 'egress' : options.ingress ? 'ingress' : 'both';
  return {
    direction: options.container === undefined ? both : 'egress',
    container: options.container === undefined ? null : containerOf(options.container, containers),
    forMs: options.for,
    reason: plainLine(options.reason ?? '').slice(0, 500),
    confirmed: options.keep ?? false,
  };
}

function containerOf(name: string, { items, problem }: ContainerView): { name: string; addresses: readonly string[] } {
  const found = items.find((item) => item.name === name);
  if (!found)
    throw new CandorError(
      'INPUT_INVALID',
      `no running container is called ${plainLine(name).slice(0, 80)}${problem === null ? '' : ` (${problem})`}`,
      {
        hint: `running: ${
          items
            .map((item) => plainLine(item.name))
            .slice(0, 20)
            .join(', ') || 'none'
        }`,
      },
    );
  if (found.addresses.length === 0)
    throw new CandorError('INPUT_INVALID', `${plainLine(name)} has no address of its own: it shares a network`, {
      hint: 'leave --container out: the block then holds for the host and all containers',
    });
  return { name, addresses: found.addresses };
}

function targetsOf(file: string): string[] {
  try {
    if (statSync(file).size > maxFileBytes) throw new Error(`larger than ${maxFileBytes} bytes`);
    const lines = readFileSync(file, 'utf8').split('\n');
    return lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
  } catch (error) {
    throw new CandorError(
      'INPUT_INVALID',
      `cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Who decides: nothing is asked where nobody can answer. */
function deciderOf(options: BlockOptions, terminal: Terminal): Promise<string> {
  return author(options.author ?? terminal.env.SUDO_USER ?? terminal.env.USER ?? 'root', terminal);
}

function ledgerText(blocks: readonly Block[]): string {
  const named = blocks
    .slice(0, 20)
    .map(
      (block) =>
        `${block.target} (${directionWords(block.direction)}${block.container ? `, container ${block.container.name}` : ''}, until ${endOf(block).toISOString()}, id ${block.id})`,
    );
  const more = blocks.length > 20 ? ` and ${blocks.length - 20} more` : '';
  const reason = blocks[0]?.reason ? `: ${blocks[0].reason}` : '';
  return `candor block in table inet candor: blocked ${named.join(', ')}${more}${reason}`;
}
