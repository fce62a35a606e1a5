import { type CompareOperator, type TextForm, type TimePart, timeParts } from '../expression.js';
import { base64Of, base64OffsetsOf, dashVariants, type WideForm, widened } from './encode-text.js';
import { expandPlaceholders } from './expand-placeholders.js';
import type { Modified, Placeholders } from './modified.js';
import { type RuleValue, stringValue } from './rule-value.js';
import { plainTextOf, withOpenEnds } from './sigma-text.js';

type StringValue = Extract<RuleValue, { kind: 'string' }>;
type Change = (value: RuleValue, placeholders: Placeholders, name: string) => Modified;

const one = (value: RuleValue): Modified => ({ values: [value] });
const refuse = (reason: string): Modified => ({ kind: 'invalid', reason });

function asString(value: RuleValue): StringValue | null {
  if (value.kind === 'number' || value.kind === 'boolean') return stringValue(value.source);
  return value.kind === 'string' ? value : null;
}

function onString(change: (value: StringValue, name: string) => Modified): Change {
  return (value, _, name) => {
    const text = asString(value);
    return text === null ? refuse(`"${name}" needs a text, not ${value.kind}`) : change(text, name);
  };
}

const anchored: Readonly<Record<string, (source: string) => string>> = {
  contains: (source) => source,
  startswith: (source) => `^(?:${source})`,
  endswith: (source) => `(?:${source})$`,
};

function placed(form: Exclude<TextForm, 'equals'>): Change {
  return (value, placeholders, name) => {
    if (value.kind === 'pattern') return one({ ...value, source: anchored[form]?.(value.source) ?? value.source });
    if (value.kind === 'field') return one({ ...value, form });
    const open = (text: StringValue) =>
      one({ ...text, text: withOpenEnds(text.text, form !== 'startswith', form !== 'endswith') });
    return onString(open)(value, placeholders, name);
  };
}

const wide = onString((value, name) => {
  const text = widened(value.text, name as WideForm); // the table below calls it with these names alone
  return text === null
    ? { kind: 'unsupported', reason: `"${name}" of a text beyond ASCII` }
    : one({ ...value, text, bytes: true });
});

const base64 = onString((value) => {
  const encoded = base64Of(value.text, value.bytes);
  return encoded === null
    ? refuse('"base64" of a text with wildcards')
    : one({ ...value, text: [encoded], bytes: false });
});

const base64offset = onString((value) => {
  const encoded = base64OffsetsOf(value.text, value.bytes);
  if (encoded === null) return refuse('"base64offset" of a text with wildcards');
  return { values: encoded.map((text) => ({ ...value, text: text === '' ? [] : [text], bytes: false })) };
});

const windash = onString((value) => {
  const variants = dashVariants(value.text);
  return variants === null
    ? { kind: 'unsupported', reason: '"windash" of a value with more than three dashes before words' }
    : { values: variants.map((text) => ({ ...value, text })) };
});

function numbered(value: RuleValue): number | null {
  if (value.kind === 'number') return value.value;
  return value.kind === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value.source) ? Number(value.source) : null;
}

const compared: Change = (value, _, name) => {
  const op = name as CompareOperator; // the table below calls it with these names alone
  if (value.kind === 'time') return one({ kind: 'compare', op, value: value.value, part: value.part });
  const number = numbered(value);
  return number === null ? refuse(`"${name}" needs a number`) : one({ kind: 'compare', op, value: number, part: null });
};

const timed: Change = (value, _, name) => {
  const number = numbered(value);
  if (number === null) return refuse(`"${name}" needs a number`);
  return one({ kind: 'time', part: name as TimePart, value: number }); // the table below calls it with these names alone
};

const expressions: Readonly<Record<string, string>> = {
  i: 'i',
  ignorecase: 'i',
  m: 'm',
  multiline: 'm',
  s: 's',
  dotall: 's',
};

const flagged: Change = (value, _, name) =>
  value.kind === 'pattern'
    ? one({ ...value, flags: [...new Set(value.flags + (expressions[name] ?? ''))].sort().join('') })
    : refuse(`"${name}" goes after "re"`);

const truths: Readonly<Record<string, boolean>> = { true: true, yes: true, false: false, no: false };

const exists: Change = (value) => {
  const word = value.kind === 'boolean' ? String(value.value) : value.kind === 'string' ? value.source : '';
  const present = truths[word.toLowerCase()];
  return present === undefined ? refuse('"exists" needs true or false') : one({ kind: 'exists', present });
};

const table: Readonly<Record<string, Change>> = {
  contains: placed('contains'),
  startswith: placed('startswith'),
  endswith: placed('endswith'),
  re: onString((value) => one({ kind: 'pattern', source: value.source, flags: '' })),
  ...Object.fromEntries(Object.keys(expressions).map((name) => [name, flagged])),
  base64,
  base64offset,
  ...Object.fromEntries(['utf16', 'utf16le', 'utf16be', 'wide'].map((name) => [name, wide])),
  windash,
  cidr: onString((value) => one({ kind: 'cidr', range: value.source })),
  cased: (value, placeholders, name) =>
    value.kind === 'field'
      ? one({ ...value, cased: true })
      : onString((text) => one({ ...text, cased: true }))(value, placeholders, name),
  exists,
  expand: (value, placeholders, name) =>
    onString((text) => expandPlaceholders(text, placeholders))(value, placeholders, name),
  ...Object.fromEntries(['lt', 'lte', 'gt', 'gte'].map((name) => [name, compared])),
  ...Object.fromEntries(timeParts.map((name) => [name, timed])),
  fieldref: onString((value) => {
    const name = plainTextOf(value.text);
    return name === null || name === ''
      ? refuse('"fieldref" needs the name of a field')
      : one({ kind: 'field', name, form: 'equals', cased: value.cased });
  }),
};

/** Whether this is a modifier of Sigma 2.1 that changes values; `all` and `neq` change the item instead. */
export function isValueModifier(name: string): boolean {
  return Object.hasOwn(table, name);
}

/** Applies one modifier to one value (Sigma Modifiers Appendix 2.1). */
export function applyModifier(name: string, value: RuleValue, placeholders: Placeholders): Modified {
  if (value.kind === 'null') return refuse(`"${name}" of null`);
  const change = table[name];
  return change === undefined
    ? { kind: 'unsupported', reason: `the modifier "${name}"` }
    : change(value, placeholders, name);
}
