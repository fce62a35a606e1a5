import ipaddr from 'ipaddr.js';
import type { CompareOperator, FieldTest, TextForm } from '../expression.js';
import { mapLiterals } from '../read/sigma-text.js';
import { compileText } from './compile-text.js';
import type { Address, EventView, FieldSlots } from './event-view.js';
import type { PatternCompiler } from './pattern-engine.js';
import { timePartOf } from './time-part-of.js';

/** Whether the event in view fits. */
export type ViewTest = (view: EventView) => boolean;

/** Compiles one value of a rule for the field in `slot`. */
export function compileTest(test: FieldTest, slot: number, slots: FieldSlots, patterns: PatternCompiler): ViewTest {
  switch (test.kind) {
    case 'text': {
      if (test.text.length === 0) return (view) => view.texts(slot).includes('');
      if (test.cased) return anyText(slot, compileText(test.text));
      return anyLower(slot, compileText(mapLiterals(test.text, (literal) => literal.toLowerCase())));
    }
    case 'pattern':
      return anyText(slot, patterns(test.source, test.flags));
    case 'cidr':
      return inNetwork(slot, test.range);
    case 'exists':
      return (view) => view.has(slot) === test.present;
    case 'null':
      return (view) => view.texts(slot).length === 0;
    case 'compare':
      return compared(test, slot, slots.labels[slot] ?? '');
    case 'field':
      return sameAs(test.form, slot, slots.slotOf(test.name), test.cased);
  }
}

function anyText(slot: number, fits: (text: string) => boolean): ViewTest {
  return (view) => some(view.texts(slot), fits);
}

function anyLower(slot: number, fits: (text: string) => boolean): ViewTest {
  return (view) => some(view.lower(slot), fits);
}

function some(texts: readonly string[], fits: (text: string) => boolean): boolean {
  for (let index = 0; index < texts.length; index += 1) if (fits(texts[index] ?? '')) return true;
  return false;
}

function inNetwork(slot: number, range: string): ViewTest {
  const [base, bits] = ipaddr.parseCIDR(range);
  const within = (address: Address) => address.kind() === base.kind() && address.match(base, bits);
  return (view) => view.addresses(slot).some(within);
}

const orders: Readonly<Record<CompareOperator | 'eq', (left: number, right: number) => boolean>> = {
  lt: (left, right) => left < right,
  lte: (left, right) => left <= right,
  gt: (left, right) => left > right,
  gte: (left, right) => left >= right,
  eq: (left, right) => left === right,
};

function compared(test: Extract<FieldTest, { kind: 'compare' }>, slot: number, name: string): ViewTest {
  const order = orders[test.op];
  const { part, value } = test;
  if (part === null) return (view) => view.texts(slot).some((text) => text.trim() !== '' && order(Number(text), value));
  const holds = (time: Date) => !Number.isNaN(time.getTime()) && order(timePartOf(time, part), value);
  return (view) => {
    const texts = view.texts(slot);
    if (texts.length === 0 && name === '@timestamp') return holds(view.time);
    return texts.some((text) => holds(new Date(text)));
  };
}

const forms: Readonly<Record<TextForm, (left: string, right: string) => boolean>> = {
  equals: (left, right) => left === right,
  contains: (left, right) => left.includes(right),
  startswith: (left, right) => left.startsWith(right),
  endswith: (left, right) => left.endsWith(right),
};

function sameAs(form: TextForm, slot: number, other: number, cased: boolean): ViewTest {
  const fits = forms[form];
  const textsOf = (view: EventView, which: number) => (cased ? view.texts(which) : view.lower(which));
  return (view) => textsOf(view, slot).some((left) => textsOf(view, other).some((right) => fits(left, right)));
}
