import type { ParameterExpansionPart, ParsedScript, Word, WordPart } from 'unbash';
import { braceFields } from './brace-fields.js';
import { CLEAN, mergeTaint, type Taint } from './invocation.js';
import { parameterValue } from './parameter-value.js';

/** A variable's text and where it came from. */
export interface Variable {
  readonly value: string;
  readonly taint: Taint;
}

/** What the reader of words needs from the reader of scripts. */
export interface WordContext {
  variable(name: string): Variable | undefined;
  /** Reads `$(…)` or `<(…)`; `value` is its output where the text alone tells it. */
  substitute(script: ParsedScript | undefined, text: string): { readonly value: string | null; readonly taint: Taint };
}

/** A word after expansion: its fields, its origin, and whether its plain text was taken apart. */
export interface ExpandedWord {
  readonly values: readonly string[];
  readonly taint: Taint;
  readonly hidden: boolean;
}

const MOST_FIELDS = 256;
const MOST_CHARS = 262_144;

interface Building {
  done: string[];
  current: string;
  started: boolean;
  taint: Taint;
  hidden: boolean;
  chars: number;
}

function append(state: Building, text: string, quoted: boolean): void {
  if (state.chars + text.length > MOST_CHARS) return;
  state.chars += text.length;
  if (quoted || !/[ \t\n]/.test(text)) {
    state.current += text;
    state.started ||= quoted || text !== '';
    return;
  }
  for (const [index, piece] of text.split(/[ \t\n]+/).entries()) {
    if (index > 0) flush(state);
    state.current += piece;
    state.started ||= piece !== '';
  }
}

function flush(state: Building): void {
  if (state.started && state.done.length < MOST_FIELDS) state.done.push(state.current);
  state.current = '';
  state.started = false;
}

function parameterName(text: string): string {
  return text.slice(1);
}

function appendVariable(state: Building, value: Variable | undefined, quoted: boolean, name: string): void {
  state.hidden = true;
  if (name === 'IFS') {
    append(state, ' ', quoted);
    return;
  }
  if (value === undefined) return;
  state.taint = mergeTaint(state.taint, value.taint);
  append(state, value.value, quoted);
}

function appendParameter(state: Building, part: ParameterExpansionPart, context: WordContext, quoted: boolean): void {
  const variable = context.variable(part.parameter);
  const operand = (word: { readonly value: string }): string => expandWord(word as Word, context).values.join(' ');
  const value = part.parameter === 'IFS' ? ' ' : parameterValue(part, variable?.value, operand);
  const taint = variable?.taint ?? CLEAN;
  appendVariable(state, { value, taint }, quoted, part.parameter === 'IFS' ? 'IFS' : '');
}

function appendSubstitution(
  state: Building,
  part: { script: ParsedScript | undefined; text: string },
  context: WordContext,
  quoted: boolean,
): void {
  const outcome = context.substitute(part.script, part.text);
  state.taint = mergeTaint(state.taint, outcome.taint);
  state.hidden = true;
  if (outcome.value !== null) append(state, outcome.value, quoted);
}

function appendBrace(state: Building, text: string): void {
  const items = braceFields(text);
  if (items.length > 1) state.hidden = true;
  const prefix = state.current;
  for (const [index, item] of items.entries()) {
    if (index > 0) {
      flush(state);
      append(state, prefix, true);
    }
    append(state, item, true);
  }
}

function appendPart(state: Building, part: WordPart, context: WordContext, quoted: boolean): void {
  switch (part.type) {
    case 'Literal':
      append(state, part.value, true);
      return;
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      if (part.type === 'AnsiCQuoted') state.hidden = true;
      append(state, part.value, true);
      return;
    case 'DoubleQuoted':
    case 'LocaleString':
      state.started = true;
      for (const child of part.parts) appendPart(state, child, context, true);
      return;
    case 'SimpleExpansion': {
      const name = parameterName(part.text);
      appendVariable(state, context.variable(name), quoted, name);
      return;
    }
    case 'ParameterExpansion':
      appendParameter(state, part, context, quoted);
      return;
    case 'CommandExpansion':
      appendSubstitution(state, part, context, quoted);
      return;
    case 'ProcessSubstitution': {
      const outcome = context.substitute(part.script, part.text);
      state.taint = mergeTaint(state.taint, outcome.taint);
      append(state, '/dev/fd/63', true);
      return;
    }
    case 'BraceExpansion':
      appendBrace(state, part.text);
      return;
    case 'Glob':
    case 'ExtendedGlob':
    case 'ArithmeticExpansion':
      append(state, part.text, true);
  }
}

/** Quotes or escapes inside a name (`w""get`, `wg\et`), which no one needs to write. */
function takenApart(text: string): boolean {
  if (/^(?:"[^"]*"|'[^']*')$/.test(text) || /^\\[a-z]+$/.test(text)) return false;
  return /["'\\]/.test(text.replaceAll('\\\n', ''));
}

/**
 * Expands one word as a shell would, as far as the text alone allows: quotes, `$'…'`, known variables, `$IFS`, braces,
 * substitutions with a constant output (bash manual, 3.5 Shell Expansions). Unknown values are empty.
 */
export function expandWord(word: Word, context: WordContext): ExpandedWord {
  const parts = word.parts;
  if (parts === undefined) return { values: [word.value], taint: CLEAN, hidden: takenApart(word.text) };
  const state: Building = {
    done: [],
    current: '',
    started: false,
    taint: CLEAN,
    hidden: takenApart(word.text),
    chars: 0,
  };
  for (const part of parts) appendPart(state, part, context, false);
  flush(state);
  return { values: state.done, taint: state.taint, hidden: state.hidden };
}
