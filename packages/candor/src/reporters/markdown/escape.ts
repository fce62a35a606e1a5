/** Plain text in Markdown: everything that CommonMark or GFM would read as markup, HTML or a link is escaped. */
export function md(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_[\]|~#!$]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
    .replace(/:\/\//g, ':&#47;&#47;')
    .replace(/\b(www)\./gi, '$1&#46;')
    .replace(/@/g, '&#64;');
}

/** Plain text in which pairs of backticks become code spans; everything between and around them is escaped. */
export function prose(text: string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return md(text);
  return parts.map((part, index) => (index % 2 === 0 ? part && md(part) : code(part))).join('');
}

/** A code span that no backtick in the text can end (CommonMark 6.1); pipes are escaped for tables. */
export function code(text: string): string {
  const flat = text.replace(/\s+/g, ' ');
  if (flat.trim() === '') return '';
  const ticks = '`'.repeat(longestRun(flat) + 1);
  const pad = flat.startsWith('`') || flat.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${flat.replace(/\|/g, '\\|')}${pad}${ticks}`;
}

/** A fenced block that no fence in the text can end (CommonMark 4.5); `indent` keeps it inside a list item. */
export function fence(text: string, language: string, indent = ''): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return [`${ticks}${language}`, ...text.split('\n'), ticks].map((line) => `${indent}${line}`).join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
