/** How hard a secret is to guess, without saying what it is (PAY-01, MDB-08). */
export type Strength = 'weak' | 'example' | 'strong';

/** Words of tutorials, templates and default configurations. */
const EXAMPLE =
  /change[-_ ]?(?:me|this|it)|example|placeholder|your[-_ ]|replace|dummy|sample|default|secret|passw|letmein|qwerty|12345|abcdef|admin|root$|test|demo|todo|xxxx|foobar/i;

/** 80 bits are beyond an offline attacker for now; RFC 4086 asks for 49 online and 96 to be safe for long. */
const STRONG_BITS = 80;
const STRONG_LENGTH = 16;

/** Entropy class by length and the Shannon entropy of its characters; words of templates first. */
export function strengthOf(secret: string): Strength {
  if (EXAMPLE.test(secret.slice(0, 200))) return 'example';
  if (secret.length < STRONG_LENGTH) return 'weak';
  return shannonBits(secret) * secret.length >= STRONG_BITS ? 'strong' : 'weak';
}

function shannonBits(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}
