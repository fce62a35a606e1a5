import { createFirewall } from '../actuator/firewall.js';
import { readHost } from '../actuator/read-host.js';
import { createProgramRunner } from '../actuator/run-program.js';
import { edgeRefusal } from '../block/edge-refusal.js';
import { neverList } from '../block/never-list.js';
import { type BlockRequest, planBlocks } from '../block/plan-blocks.js';
import { CandorError, exitCodes } from '../core/errors.js';
import { askActuator } from './ask-actuator.js';
import type { BlockOptions } from './block-options.js';
import { confirm } from './confirm.js';
import { loadPolicy } from './load-policy.js';
import { plainLine } from './plain-text.js';
import { printPlan } from './print-block.js';
import { resolveNames } from './resolve-names.js';
import type { Terminal } from './terminal.js';

/** The actuator takes so many addresses at once. */
const maxAddresses = 256;

/** `candor block` as an ordinary account: judged here, judged again by the actuator, applied there. Nothing is proven from inside. */
export async function blockWithoutRights(
  request: BlockRequest,
  options: BlockOptions,
  terminal: Terminal,
): Promise<number> {
  if (request.container !== null)
    throw new CandorError('USAGE', '--container needs to look into the container', { hint: 'run with sudo' });
  const policy = loadPolicy(options.config);
  const now = terminal.now();
  const never = neverList(readHost({ root: '', env: terminal.env }), policy?.edge ?? null);
  const stale = edgeRefusal(policy?.edge ?? null, now);
  const plan = planBlocks(request, {
    never,
    refuseAll: stale === null ? null : { reason: stale, hint: null },
    resolved: await resolveNames(request.targets),
    publicNames: policy?.publicNames ?? [],
    standing: new Map(),
    now,
  });
  const change = { before: [], after: plan.blocks, never, now, stands: false };
  const text = createFirewall(createProgramRunner()).transaction(change);
  const after = new Map(plan.blocks.map((block) => [block.id, block]));
  if (!options.json || options.dryRun || plan.blocks.length === 0)
    printPlan({ plan, before: new Map(), after, stands: false, ...text }, options, terminal);
  if (plan.blocks.length === 0) return exitCodes.data;
  if (options.dryRun) return 0;
  const targets = [...new Set(plan.blocks.flatMap(({ addresses }) => addresses))];
  if (targets.length > maxAddresses)
    throw new CandorError(
      'USAGE',
      `${targets.length} addresses, more than the actuator takes at once (${maxAddresses})`,
      { hint: 'run with sudo' },
    );
  if (!(await confirm('ask the actuator for this?', options.yes ?? false, terminal))) return 0;
  const { direction, reason, by, confirmed } = request;
  const seconds = Math.max(1, Math.round(request.forMs / 1000));
  const reply = await askActuator({ do: 'block', targets, direction, seconds, keep: confirmed, reason, by });
  if (options.json) terminal.stdout(`${JSON.stringify(reply, null, 2)}\n`);
  else {
    for (const { target, reason: why } of reply.refusals ?? [])
      terminal.stderr(`refused ${plainLine(target)}: ${plainLine(why)}\n`);
    for (const { id, target, expires, provisionalUntil } of reply.blocks ?? [])
      terminal.stdout(
        `blocked ${plainLine(target)} (id ${plainLine(id)}) until ${plainLine(provisionalUntil ?? expires)}\n  not proven: this account cannot look from inside a container\n  undo: candor unblock ${plainLine(target)}\n`,
      );
    if (!reply.ok) terminal.stderr(`candor: ${plainLine(reply.error ?? 'the actuator refused')}\n`);
  }
  return reply.ok && (reply.blocks ?? []).length > 0 ? 0 : exitCodes.data;
}
