// One list of the edge's addresses, in the three forms that need it: `node scripts/edge-ranges.mjs [--check]` reads
// host/edge-ranges.txt and writes nginx/snippets/edge-ranges.conf and host/edge-ranges.nft; candor.yaml names the same
// ranges, which --check compares. Exit 1 when --check finds a difference, 65 for a line that is no range.
import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = new URL('..', import.meta.url);
const paths = { nginx: 'nginx/snippets/edge-ranges.conf', nft: 'host/edge-ranges.nft' };
const by = '# Written by scripts/edge-ranges.mjs from host/edge-ranges.txt.\n';

/** Ranges of the list, in its order; throws with the line that is none. @param {string} text */
export function readRanges(text) {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [address = '', bits = ''] = line.split('/');
      const family = isIP(address);
      if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) < 1 || Number(bits) > (family === 4 ? 32 : 128))
        throw new RangeError(`host/edge-ranges.txt: "${line}" is no range (such as 192.0.2.0/24)`);
      return { text: line, family };
    });
}

/** `set_real_ip_from` for each range. @param {readonly { text: string }[]} ranges */
export function nginxForm(ranges) {
  return by + ranges.map(({ text }) => `set_real_ip_from ${text};\n`).join('');
}

/** Elements of the two sets that host/nftables.conf has. @param {readonly { text: string, family: number }[]} ranges */
export function nftForm(ranges) {
  const set = (/** @type {number} */ family) => {
    const own = ranges.filter((range) => range.family === family).map(({ text }) => text);
    const elements = own.length === 0 ? '' : `; elements = { ${own.join(', ')} }`;
    return `set edge${family} { type ipv${family}_addr; flags interval${elements}; }\n`;
  };
  return by + set(4) + set(6);
}

/** The ranges that candor.yaml names, in its order. @param {string} yaml */
function declaredRanges(yaml) {
  const block = /^edge:\n(?: {2}.*\n)*? {2}ranges:\n((?: {4}- .*\n)+)/m.exec(yaml)?.[1] ?? '';
  return [...block.matchAll(/- '?([^'\s]+)'?/g)].map((match) => match[1]);
}

async function main() {
  const ranges = readRanges(await readFile(new URL('host/edge-ranges.txt', root), 'utf8'));
  const wanted = [
    [paths.nginx, nginxForm(ranges)],
    [paths.nft, nftForm(ranges)],
  ];
  if (!process.argv.includes('--check')) {
    for (const [path = '', text = ''] of wanted) await writeFile(new URL(path, root), text);
    return 0;
  }
  const differs = [];
  for (const [path = '', text] of wanted)
    if ((await readFile(new URL(path, root), 'utf8').catch(() => '')) !== text) differs.push(path);
  const declared = declaredRanges(await readFile(new URL('candor.yaml', root), 'utf8'));
  if (declared.join() !== ranges.map(({ text }) => text).join()) differs.push('candor.yaml');
  for (const path of differs) console.error(`${path} has other ranges than host/edge-ranges.txt`);
  return differs.length === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    console.error(error.message);
    process.exitCode = 65;
  }
}
