import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fence, generated } from './markdown.mjs';

/** `--help` of the program and of every command, as the program prints it. */
export async function commandsPage(dist) {
  const { main } = await import(pathToFileURL(join(dist, 'cli/main.js')));
  const help = async (args) => {
    let text = '';
    const keep = (chunk) => {
      text += chunk;
    };
    const quiet = { stdin: [], env: {}, interactive: false, colour: false, width: 100, now: () => new Date(0) };
    await main([...args, '--help'], { ...quiet, stdout: keep, stderr: keep });
    return text;
  };
  const all = await help([]);
  const names = [...(all.split(/^Commands:$/m)[1] ?? '').matchAll(/^ {2}([a-z][\w-]*)/gm)]
    .map((match) => match[1])
    .filter((name) => name !== 'help');
  const sections = [];
  for (const name of names) sections.push(`## candor ${name}\n\n${fence(await help([name]))}\n`);
  return `${generated}\n# Commands\n\n${fence(all)}\n\n${sections.join('\n')}`;
}
