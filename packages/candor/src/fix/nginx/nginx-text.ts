import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import { type NginxToken, nginxTokens } from '../../formats/nginx/index.js';

/** One directive of a file with the places of its parts. */
export interface NginxNode {
  readonly name: string;
  readonly args: readonly string[];
  /** Places of the name and of each argument, with quotes. */
  readonly words: readonly { readonly start: number; readonly end: number }[];
  readonly line: number;
  readonly start: number;
  /** Behind the `;` or the `}`. */
  readonly end: number;
  /** Offset behind the `{`, offset of the `}`, and what is between; null for a simple directive and for code. */
  readonly block: { readonly open: number; readonly close: number; readonly nodes: readonly NginxNode[] } | null;
}

/** Deepest nesting that is read, as for the reader. */
const maxDepth = 50;

interface Level {
  readonly nodes: NginxNode[];
  readonly words: readonly NginxToken[];
  readonly open: number;
}

/** Reads one file of an nginx configuration for editing by position. What is not whole and balanced is refused. Never throws. */
export function openNginx(text: string): Parsed<readonly NginxNode[]> {
  const levels: Level[] = [{ nodes: [], words: [], open: 0 }];
  let words: NginxToken[] = [];
  for (const token of nginxTokens(text)) {
    if (token.kind === 'word') words.push(token);
    else if (token.kind === 'open-quote') return unparseable('a quote or code block is never closed', token.line);
    else if (token.kind === '{') {
      if (words.length === 0 || levels.length > maxDepth) return unparseable('an unexpected "{"', token.line);
      levels.push({ nodes: [], words, open: token.end });
      words = [];
    } else {
      const problem = close(levels, words, token);
      if (problem !== null) return unparseable(problem, token.line);
      words = [];
    }
  }
  if (words.length > 0 || levels.length > 1) return unparseable('the last directive or block is never closed');
  return parsed(levels[0]?.nodes ?? []);
}

function close(levels: Level[], words: readonly NginxToken[], token: NginxToken): string | null {
  if (token.kind !== '}') {
    if (words.length === 0) return 'a ";" without a directive';
    levels.at(-1)?.nodes.push(nodeOf(words, token.end, null));
    return null;
  }
  const level = levels.pop();
  const outer = levels.at(-1);
  if (level === undefined || outer === undefined || words.length > 0) return 'a "}" that closes nothing';
  outer.nodes.push(nodeOf(level.words, token.end, { open: level.open, close: token.start, nodes: level.nodes }));
  return null;
}

function nodeOf(words: readonly NginxToken[], end: number, block: NginxNode['block']): NginxNode {
  const [name, ...args] = words;
  return {
    name: name?.text ?? '',
    args: args.map(({ text }) => text),
    words: words.map(({ start, end: behind }) => ({ start, end: behind })),
    line: name?.line ?? 1,
    start: name?.start ?? 0,
    end,
    block,
  };
}

/** All directives of a file, outer ones first. */
export function* allNodes(nodes: readonly NginxNode[]): Generator<NginxNode> {
  for (const node of nodes) {
    yield node;
    if (node.block !== null) yield* allNodes(node.block.nodes);
  }
}

/** What a file says, one entry a directive with the blocks around it: for comparing two versions. */
export function sayings(nodes: readonly NginxNode[], around = ''): string[] {
  return nodes.flatMap((node) => {
    const own = `${around}${JSON.stringify([node.name, ...node.args])}`;
    return node.block === null ? [own] : [`${own}{`, ...sayings(node.block.nodes, `${own}>`)];
  });
}
