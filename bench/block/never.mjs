// A million random and adversarial targets against the never list: node bench/block/never.mjs [COUNT] [SEED]
// The oracle knows nothing of the code under test: it takes the protected addresses bit by bit, in every IPv6 form, and
// asks whether one of them lies in what the parser made of the target.
import { neverList } from '../../packages/candor/dist/block/never-list.js';
import { parseTarget } from '../../packages/candor/dist/block/parse-target.js';

const count = Number(process.argv[2] ?? 1_000_000);
let state = Number(process.argv[3] ?? 20_251_213) >>> 0;

/** xorshift32: the same targets for the same seed. */
function random(below) {
  state ^= state << 13;
  state >>>= 0;
  state ^= state >>> 17;
  state ^= state << 5;
  state >>>= 0;
  return state % below;
}

const pick = (list) => list[random(list.length)];
const v4 = (text) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const dotted = (n) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');

const host = {
  own: ['203.0.113.10', '2001:db8:1::10'],
  inner: ['172.18.0.0/16', 'fd00:18::/64'],
  gateways: ['203.0.113.1', 'fe80::1'],
  resolvers: ['9.9.9.9'],
  sshPeers: ['198.51.100.44', '2001:db8:2::44'],
};
const edge = { name: 'cloudflare', ranges: ['104.16.0.0/13', '2606:4700::/32'] };
const never = neverList(host, edge);

/** Protected IPv4 ranges as [first, bits], by hand. */
const guarded4 = [
  ...['203.0.113.10/32', '203.0.113.1/32', '9.9.9.9/32', '198.51.100.44/32', '104.16.0.0/13'],
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
].map((text) => {
  const [base, bits] = text.split('/');
  return { first: v4(base), size: 2 ** (32 - Number(bits)) };
});
const guarded6 = [
  '2001:db8:1::10',
  '2001:db8:2::44',
  '2606:4700::1',
  'fd00::1',
  'fe80::9',
  '::1',
  'ff02::1',
  'fec0::1',
];

function protectedV4() {
  const { first, size } = pick(guarded4);
  return (first + random(Math.min(size, 2 ** 31))) >>> 0;
}

const hex = (n) => `${(n >>> 16).toString(16)}:${(n & 0xffff).toString(16)}`;

/** Spellings in which one protected IPv4 address, and no other, is meant or can be reached. */
const spellings = [
  (n) => dotted(n),
  (n) => `::ffff:${dotted(n)}`,
  (n) => `::FFFF:${hex(n)}`,
  (n) => `0:0:0:0:0:ffff:${hex(n)}`,
  (n) => `64:ff9b::${dotted(n)}`,
  (n) => `64:ff9b::${hex(n)}`,
  (n) => `2002:${hex(n)}::${random(65_536).toString(16)}`,
  (n) => `::${dotted(n)}`,
  (n) => `::ffff:0:${hex(n)}`,
  (n) => String(n),
  (n) => `0x${n.toString(16)}`,
  (n) => `0${n.toString(8)}`,
  (n) =>
    dotted(n)
      .split('.')
      .map((part) => `0x${Number(part).toString(16)}`)
      .join('.'),
  (n) =>
    dotted(n)
      .split('.')
      .map((part) => `0${Number(part).toString(8)}`)
      .join('.'),
  (n) => `${n >>> 24}.${n & 0xffffff}`,
  (n) => ` ${dotted(n)} `,
  (n) => dotted(n).replace('.', '[.]'),
  (n) => `[::ffff:${dotted(n)}]`,
  (n) => `${dotted(n)}.`,
  (n) => `${dotted(n)}/${random(33)}`,
  (n) => `::ffff:${dotted(n)}/${random(129)}`,
  (n) => `64:ff9b::${dotted(n)}/${random(129)}`,
  (n) => `2002:${hex(n)}::/${random(49)}`,
];

function target() {
  switch (random(4)) {
    case 0:
      return { text: pick(spellings)(protectedV4()), mustRefuse: true };
    case 1:
      return { text: `${pick(guarded6)}/${random(129)}`, mustRefuse: true };
    case 2: {
      const n = random(0xffffffff);
      const bits = random(33);
      return { text: `${dotted(n)}/${bits}`, mustRefuse: touchesGuarded(n, bits) };
    }
    default: {
      // Noise: pieces of addresses, joined at random.
      const pieces = [
        '1',
        '0x7f',
        '::',
        'ffff',
        '10',
        '.',
        ':',
        '/',
        '32',
        '127.0.0.1',
        '0177',
        '%lo',
        '[',
        ']',
        '2002:7f00:1::',
        'a.b',
      ];
      return { text: Array.from({ length: 1 + random(7) }, () => pick(pieces)).join(''), mustRefuse: null };
    }
  }
}

function touchesGuarded(n, bits) {
  const size = 2 ** (32 - bits);
  const first = n - (n % size);
  return guarded4.some((one) => first < one.first + one.size && one.first < first + size);
}

/** Whether the answer would put a protected address into the kernel. */
function isBlocked(text) {
  const read = parseTarget(text);
  return read.kind === 'range' && never.refusal(read.range) === null;
}

/** Noise that came through must be as harmless as the oracle says. */
function noiseHarms(text) {
  const read = parseTarget(text);
  if (read.kind !== 'range' || never.refusal(read.range) !== null) return false;
  const { family, first, last } = read.range;
  const asV4 = (low, high) => guarded4.some((one) => BigInt(one.first) <= high && low < BigInt(one.first + one.size));
  if (family === 4) return asV4(first, last);
  return [0n, 0xffffn << 32n, 0xffffn << 48n, 0x64ff9bn << 96n].some((prefix) => {
    const low = first > prefix ? first - prefix : 0n;
    const high = last - prefix;
    return last >= prefix && first <= prefix + 0xffffffffn && asV4(low, high > 0xffffffffn ? 0xffffffffn : high);
  });
}

const started = performance.now();
let violations = 0;
let blocked = 0;
for (let at = 0; at < count; at++) {
  const { text, mustRefuse } = target();
  const goes = isBlocked(text);
  if (goes) blocked += 1;
  if ((mustRefuse === true && goes) || (mustRefuse === null && noiseHarms(text))) {
    violations += 1;
    if (violations <= 20) console.error(`violation: ${JSON.stringify(text)}`);
  }
}
const seconds = (performance.now() - started) / 1000;
console.log(`${count} targets, ${blocked} may be blocked, ${violations} violations, ${seconds.toFixed(1)} s`);
process.exitCode = violations === 0 ? 0 : 1;
