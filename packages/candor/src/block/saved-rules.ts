import type { OtherRule } from './inert-rules.js';
import { parseRange } from './ip-range.js';

/** Longest file that is looked through. */
const maxChars = 4 << 20;

/** `### tuple ### deny tcp 443 0.0.0.0/0 any 203.0.113.9 in`: action, protocol, port, destination, port, source, direction (ufw 0.36, user.rules). */
const tuple =
  /^### tuple ### (?:route:)?(?:deny|reject)(?:_log(?:-all)?)? \S+ \S+ (\S{1,253}) \S+ (\S{1,253}) (?:in|out)/gm;

/** Deny rules of ufw's own file: inert while ufw is off, and whenever they name a host. */
export function ufwSavedRules(userRules: string, active: boolean): OtherRule[] {
  const named = [...userRules.slice(0, maxChars).matchAll(tuple)].map(([, to = '', from = '']) =>
    isAnywhere(from) ? to : from,
  );
  const addresses = named.filter((one) => !isAnywhere(one));
  const names = addresses.filter((one) => parseRange(one) === null);
  const plain = addresses.filter((one) => parseRange(one) !== null);
  const row = (list: string[], why: string): OtherRule[] =>
    list.length === 0
      ? []
      : [{ tool: 'ufw', place: 'user.rules', addresses: list.slice(0, 5), count: list.length, why: [why] }];
  return [...(active ? [] : row(plain, 'ufw is inactive')), ...row(names, 'host name in an address-only tool')];
}

/** Rules of `iptables-save` files that name a host: it is looked up once, when they are loaded, and often not at all. */
export function namesInSavedRules(file: string, text: string): OtherRule[] {
  const words = [
    ...text.slice(0, maxChars).matchAll(/^-A .{0,300}?(?:^|\s)(?:-s|-d|--source|--destination) (\S{1,253})/gm),
  ];
  const names = words.map(([, word = '']) => word).filter((word) => /[a-z]/i.test(word) && parseRange(word) === null);
  if (names.length === 0) return [];
  const why = ['host name in an address-only tool: it is looked up once, when the rules are loaded'];
  return [{ tool: 'iptables', place: file, addresses: names.slice(0, 5), count: names.length, why }];
}

function isAnywhere(word: string): boolean {
  return word === 'any' || word === '0.0.0.0/0' || word === '::/0';
}
