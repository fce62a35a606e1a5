import { describe, expect, it } from 'vitest';
import type { Block } from '../block/block.js';
import type { RunProgram } from './run-program.js';
import { untellOthers } from './tell-others.js';

const at = new Date('2026-11-22T12:00:00Z');

function block(also: readonly string[], addresses = ['51.81.104.115', '2001:db8::/48']): Block {
  const expires = new Date('2026-11-22T13:00:00Z');
  return {
    id: 'abc',
    target: 'x',
    addresses,
    direction: 'both',
    container: null,
    reason: '',
    by: 'you',
    at,
    expires,
    provisionalUntil: null,
    also,
    proof: null,
  };
}

async function commandsOf(blocks: readonly Block[]): Promise<string[]> {
  const seen: string[] = [];
  const run: RunProgram = async (command) => {
    seen.push(command.join(' '));
    return { exitCode: 0, stdout: '', stderr: '', notFound: false };
  };
  await untellOthers(blocks, run);
  return seen;
}

describe('untellOthers', () => {
  it('takes decisions back where they were given', async () =>
    expect(await commandsOf([block(['crowdsec', 'fail2ban web', 'nginx'])])).toEqual([
      'cscli decisions delete --ip 51.81.104.115',
      'cscli decisions delete --range 2001:db8::/48',
      'fail2ban-client set web unbanip 51.81.104.115',
      'fail2ban-client set web unbanip 2001:db8::/48',
    ]));
  it.each([[[]], [['nginx']], [['fail2ban a b']], [['other']]])('starts nothing for %j', async (also) =>
    expect(await commandsOf([block(also)])).toEqual([]),
  );
});
