import type { Block, Proof } from '../block/block.js';
import { elementName, elementsOf } from '../block/elements.js';
import { formatAddress, parseRange } from '../block/ip-range.js';
import type { KernelTable } from '../block/read-table.js';
import type { RunProgram } from './run-program.js';

/** A place that a connection is tried from: the host itself, or the network namespace of a container's first process. */
export interface ProofPlace {
  readonly name: string;
  /** Null = the host. */
  readonly pid: number | null;
}

/** Places in parallel; every one costs a Node process. */
const maxPlaces = 8;

/** A refused connection answers at once; silence counts as a failure after this long. */
const connectMs = 1500;

/**
 * Tries `ARGV` (address, port) once and prints `open`, or the error's code. Run by this Node in the container's network
 * namespace alone: nothing of the container is executed.
 */
const attempt = `
const [address, port] = process.argv.slice(1);
const socket = require('node:net').connect({ host: address, port: Number(port) });
const end = (word) => { process.stdout.write(word); process.exit(0); };
socket.setTimeout(${connectMs}, () => end('TIMEOUT'));
socket.on('connect', () => end('open'));
socket.on('error', (error) => end(error.code || 'error'));
`;

/** What trying needs. */
export interface ProofParts {
  readonly run: RunProgram;
  readonly table: () => Promise<KernelTable | null>;
  readonly places: readonly ProofPlace[];
  readonly port: number;
  readonly now: () => Date;
}

/**
 * Tries to reach a blocked address from each place. Effective only when every attempt failed and the counter of our own
 * element grew: a failure alone may have any cause (no route, nobody listening, another tool's rule).
 */
export async function proveEgress(block: Block, parts: ProofParts): Promise<Proof> {
  const at = parts.now();
  if (block.direction === 'ingress') return { result: 'not-proven', detail: 'nobody outside has tried yet', at };
  const targets = targetsOf(block);
  if (targets.length === 0 || parts.places.length === 0)
    return { result: 'not-proven', detail: 'no running container, and no address, to try it with', at };
  const before = packetsOf(block, await parts.table());
  const tries = parts.places.slice(0, maxPlaces).flatMap((place) => targets.map((address) => ({ place, address })));
  const answers = await Promise.all(tries.map(({ place, address }) => tryFrom(place, address, parts)));
  const counted = packetsOf(block, await parts.table()) - before;
  const tried = tries.map(
    ({ place, address }, index) => `${place.name} to ${address} port ${parts.port}: ${answers[index]}`,
  );
  return { ...judged(answers, counted), detail: `${tried.join(', ')}; our rule refused ${counted} packets`, at };
}

/** A place without a route of the family can reach nobody there; it neither proves nor refutes. */
const noRoute = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

function judged(answers: readonly string[], counted: number): Pick<Proof, 'result'> {
  if (answers.includes('open')) return { result: 'not-effective' };
  const routed = answers.filter((answer) => !noRoute.has(answer)).length;
  // One packet an attempt at least: fewer means that some attempt failed for another reason than our rule.
  return { result: routed > 0 && counted >= routed ? 'effective' : 'not-proven' };
}

async function tryFrom(place: ProofPlace, address: string, { run, port }: ProofParts): Promise<string> {
  const node = [process.execPath, '-e', attempt, address, String(port)];
  const command = place.pid === null ? node : ['nsenter', `--net=/proc/${place.pid}/ns/net`, '--', ...node];
  const { exitCode, stdout, notFound } = await run(command);
  if (notFound) return 'nsenter is not installed';
  return exitCode === 0 && stdout !== '' ? stdout.slice(0, 40) : 'could not be tried';
}

/** An address of each family; of a network its first but one. */
function targetsOf(block: Block): string[] {
  const ranges = block.addresses.map(parseRange).filter((range) => range !== null);
  const firsts = ([4, 6] as const).flatMap((family) => ranges.find((range) => range.family === family) ?? []);
  return firsts.map(({ family, first, last }) => formatAddress(family, first === last ? first : first + 1n));
}

function packetsOf(block: Block, table: KernelTable | null): number {
  const own = new Set(elementsOf(block).map(elementName));
  return (table?.elements ?? []).reduce((sum, one) => sum + (own.has(elementName(one)) ? one.packets : 0), 0);
}
