import type { Sign } from './sign.js';

/** Groups signs that share a key (indicator, family, sink, sample) or a container; order of first appearance. */
export function joinSigns(signs: readonly Sign[]): Sign[][] {
  const parent = signs.map((_, index) => index);
  const root = (index: number): number => {
    let current = index;
    while (parent[current] !== current) current = parent[current] ?? current;
    return current;
  };
  const owner = new Map<string, number>();
  signs.forEach((sign, index) => {
    for (const key of joinKeys(sign)) {
      const other = owner.get(key);
      if (other === undefined) owner.set(key, index);
      else parent[root(index)] = root(other);
    }
  });
  const groups = new Map<number, Sign[]>();
  signs.forEach((sign, index) => {
    const key = root(index);
    groups.set(key, [...(groups.get(key) ?? []), sign]);
  });
  return [...groups.values()];
}

/** Serious signs in one container have one story until shown otherwise; an unexplained connection stands for itself. */
function joinKeys(sign: Sign): readonly string[] {
  const joinsBySubject = sign.subject !== null && sign.severity === 'critical' && sign.kind !== 'attempt';
  return joinsBySubject ? [...sign.keys, `subject:${sign.subject}`] : sign.keys;
}
