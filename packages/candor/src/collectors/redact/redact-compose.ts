import { isPair, isScalar, isSeq, parseDocument, type Scalar, visit } from 'yaml';
import type { EnvRedaction } from './redact-env-file.js';
import { redactTemplate } from './redact-template.js';

const ENV_NAME = /^[A-Z][A-Z0-9_]{1,200}$/;
const ENV_BLOCK = /^(?:environment|args|x-[\w-]{0,60}env[\w-]{0,60})$/;
const ITEM = /^(?<name>[A-Za-z_][\w.-]{0,200})=(?<value>[\s\S]*)$/;

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * A compose file with the values of its environment redacted in place: line numbers and everything else stay,
 * `${NAME}` stays, the default of `${NAME:-default}` goes. A text that is no YAML is redacted line by line.
 */
export function redactCompose(text: string, redact: EnvRedaction, redactOther: (text: string) => string): string {
  const cuts = environmentCuts(text, redact);
  return redactOther(redactLines(cuts === null ? text : applyCuts(text, cuts), redact));
}

function environmentCuts(text: string, redact: EnvRedaction): Cut[] | null {
  try {
    const document = parseDocument(text, { keepSourceTokens: false, logLevel: 'silent' });
    const cuts: Cut[] = [];
    const add = (scalar: Scalar, replacement: string | null) => {
      const range = scalar.range;
      if (range === null || range === undefined || replacement === null) return;
      const lost = text.slice(range[0], range[1]).split('\n').length - 1;
      cuts.push({ start: range[0], end: range[1], text: JSON.stringify(replacement) + '\n'.repeat(lost) });
    };
    visit(document, {
      Scalar(key, node, path) {
        const parent = path.at(-1);
        if (isPair(parent) && key === 'value') add(node, pairValue(parent.key, node.value, insideBlock(path), redact));
        else if (isSeq(parent)) add(node, listItem(node.value, redact));
      },
    });
    return cuts;
  } catch {
    // The reader of hostile YAML may give up (depth, syntax); the line rules below hold without it.
    return null;
  }
}

function insideBlock(path: readonly unknown[]): boolean {
  const holder = path.at(-3);
  return isPair(holder) && isScalar(holder.key) && ENV_BLOCK.test(String(holder.key.value));
}

function pairValue(key: unknown, value: unknown, inBlock: boolean, redact: EnvRedaction): string | null {
  const name = isScalar(key) ? String(key.value) : '';
  if (value === null || (!inBlock && !ENV_NAME.test(name))) return null;
  const text = String(value);
  const replacement = redactTemplate(name, text, redact);
  return replacement === text ? null : replacement;
}

function listItem(value: unknown, redact: EnvRedaction): string | null {
  const match = typeof value === 'string' ? ITEM.exec(value)?.groups : undefined;
  if (match?.name === undefined || !ENV_NAME.test(match.name)) return null;
  return `${match.name}=${redactTemplate(match.name, match.value ?? '', redact)}`;
}

function applyCuts(text: string, cuts: readonly Cut[]): string {
  let result = '';
  let position = 0;
  for (const cut of [...cuts].sort((a, b) => a.start - b.start)) {
    if (cut.start < position) continue;
    result += text.slice(position, cut.start) + cut.text;
    position = cut.end;
  }
  return result + text.slice(position);
}

/** What the tree does not show: comments, and files that are no YAML. */
function redactLines(text: string, redact: EnvRedaction): string {
  const line =
    /^(?<head>[\s#-]{0,200}["']?(?<name>[A-Z][A-Z0-9_]{1,200})["']?(?:=|\s{0,10}:\s{1,10}))(?<value>[^\r\n]{1,65536})$/gm;
  return text.replace(line, (whole, ...parts: unknown[]) => {
    const groups = parts.at(-1) as { head: string; name: string; value: string };
    const bare = groups.value.replace(/^["']|["']$/g, '');
    const value = redactTemplate(groups.name, bare, redact);
    return value === bare ? whole : `${groups.head}${value}`;
  });
}
