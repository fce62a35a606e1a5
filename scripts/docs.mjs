// Writes docs/reference and the published schema of candor.yaml from the built code; `--check` only compares.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { artifactsPage } from './docs/artifacts.mjs';
import { checksPage } from './docs/checks.mjs';
import { commandsPage } from './docs/commands.mjs';
import { configSchema } from './docs/config-schema.mjs';
import { errorsPage } from './docs/errors.mjs';
import { rulesPage } from './docs/rules.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = process.env.CANDOR_DIST ?? join(root, 'packages/candor/dist');
const checking = process.argv.includes('--check');

/** The pages come from what was built: a build older than the source would compare yesterday's. */
function isBuilt() {
  const source = join(root, 'packages/candor/src');
  const main = join(dist, 'cli/main.js');
  if (!existsSync(main)) return false;
  const newest = readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .reduce((latest, name) => Math.max(latest, statSync(join(source, name)).mtimeMs), 0);
  const built = join(dist, '.tsbuildinfo'); // what did not change is not written again, this file is
  return process.env.CANDOR_DIST !== undefined || statSync(existsSync(built) ? built : main).mtimeMs >= newest;
}

if (!isBuilt()) {
  console.error('docs: packages/candor/dist is missing or older than the source: run npm run build, then npm run docs');
  process.exit(checking && process.env.CI !== 'true' ? 0 : 1);
}

const pages = [
  ['docs/reference/checks.md', checksPage],
  ['docs/reference/commands.md', commandsPage],
  ['docs/reference/artifacts.md', artifactsPage],
  ['docs/reference/errors.md', errorsPage],
  ['docs/reference/rules.md', rulesPage],
  ['packages/candor/schemas/candor-config.schema.json', configSchema],
];
for (const [path, make] of pages) {
  const target = join(root, path);
  const text = await make(dist);
  if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
  if (checking) {
    console.error(`${relative(process.cwd(), target)} is not current: run npm run docs`);
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
