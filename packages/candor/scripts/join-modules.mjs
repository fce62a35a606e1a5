// Joins our own modules in dist/ into a few files in dist/joined/: Node spends a third of a millisecond on each ES module
// that it loads, and a check needs 780 of ours. Dependencies stay as npm installed them. Without a bundler (rolldown,
// which vitest brings through vite) nothing is written, and bin/candor.js starts dist/cli/main.js (docs/decisions/0010-joined-modules.md).
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const dist = join(dirname(fileURLToPath(import.meta.url)), '../dist');
const folder = join(dist, 'joined');

/** The bundler of the test runner's own dependency tree: both steps are hard dependencies in the lock file. */
function bundlerPath() {
  const vitest = createRequire(import.meta.url).resolve('vitest/package.json');
  const vite = createRequire(vitest).resolve('vite/package.json');
  return createRequire(vite).resolve('rolldown');
}

/** Files beside a module (tables, scripts, styles) are still found from where the module was. */
const ownPlaces = {
  name: 'own-places',
  transform(code, id) {
    if (/import\.meta\.(?:dirname|filename)/.test(code)) throw new Error(`${id}: use new URL(…, import.meta.url)`);
    if (!code.includes('import.meta.url')) return null;
    const place = JSON.stringify(relative(folder, id));
    return { code: code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`) };
  },
};

rmSync(folder, { recursive: true, force: true });
try {
  const { build } = await import(pathToFileURL(bundlerPath()));
  await build({
    input: join(dist, 'cli/main.js'),
    external: /^[^./]/,
    platform: 'node',
    plugins: [ownPlaces],
    output: { dir: folder, format: 'esm', chunkFileNames: '[name].js' },
    logLevel: 'warn',
  });
} catch (error) {
  if (process.env.CI === 'true') throw error;
  rmSync(folder, { recursive: true, force: true });
  process.stderr.write(`not bundled, candor will start slower: ${error instanceof Error ? error.message : error}\n`);
}
