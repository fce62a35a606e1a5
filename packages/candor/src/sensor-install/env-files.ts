/** An env file without the lines that set `name` to something that is on; all other bytes stay. */
export function removeSwitch(text: string, name: string): string {
  return text
    .split(/(?<=\n)/)
    .filter((line) => !new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*["']?(?:true|1|yes|on)\\b`, 'i').test(line))
    .join('');
}
