/** Redacts one variable's value by its name. */
export type EnvRedaction = (name: string, value: string) => string;

const ASSIGNMENT =
  /^(?<head>\s{0,40}(?:[#;]\s{0,20})?(?:export\s{1,10})?(?<name>[A-Za-z_][\w.-]{0,200})\s{0,10}[=:]\s{0,10})(?<value>.*)$/s;

/**
 * An env file (`.env`, `env_file` of Compose) with every value redacted, in comments too. The number of lines stays:
 * further lines of a quoted value become empty.
 */
export function redactEnvFile(text: string, redact: EnvRedaction, redactOther: (text: string) => string): string {
  const lines = text.split('\n');
  const out: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const match = ASSIGNMENT.exec(lines[index] ?? '')?.groups;
    if (match?.name === undefined) {
      out.push(redactOther(lines[index] ?? ''));
      continue;
    }
    const { value, extraLines } = wholeValue(match.value ?? '', lines, index);
    out.push(`${match.head}${redact(match.name, value)}`, ...Array.from({ length: extraLines }, () => ''));
    index += extraLines;
  }
  return out.join('\n');
}

function wholeValue(first: string, lines: readonly string[], index: number): { value: string; extraLines: number } {
  const quote = first.startsWith('"') ? '"' : first.startsWith("'") ? "'" : null;
  const plain = first.replace(/\s{1,100}$/, '');
  if (quote === null) return { value: plain, extraLines: 0 };
  const closing = first.indexOf(quote, 1);
  if (closing > 0) return { value: first.slice(1, closing), extraLines: 0 };
  for (let extra = 1; extra <= 200 && index + extra < lines.length; extra += 1) {
    const end = lines[index + extra]?.indexOf(quote) ?? -1;
    if (end >= 0) {
      const middle = lines.slice(index + 1, index + extra);
      return { value: [first.slice(1), ...middle, lines[index + extra]?.slice(0, end)].join('\n'), extraLines: extra };
    }
  }
  return { value: plain, extraLines: 0 };
}
