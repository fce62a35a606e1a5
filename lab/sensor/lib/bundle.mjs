// Bundles fixtures/bundle-entry.cjs once with each tool.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LAB } from './run-node.mjs';

const entry = join(LAB, 'fixtures/bundle-entry.cjs');
const folder = mkdtempSync(join(tmpdir(), 'candor-lab-bundles-'));
const made = new Map();

async function withEsbuild(outfile) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    outfile,
    logLevel: 'silent',
  });
}

async function withWebpack(outfile) {
  const { default: webpack } = await import('webpack');
  const output = { path: folder, filename: 'webpack.cjs', chunkFormat: 'commonjs' };
  const compiler = webpack({ entry, target: 'node18', mode: 'production', output, optimization: { minimize: true } });
  const stats = await new Promise((resolve, reject) =>
    compiler.run((error, result) => (error ? reject(error) : resolve(result))),
  );
  if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  return outfile;
}

/** Path of the bundle made by `esbuild` or `webpack`. */
export function build(tool) {
  const outfile = join(folder, `${tool}.cjs`);
  if (!made.has(tool))
    made.set(
      tool,
      (tool === 'esbuild' ? withEsbuild(outfile) : withWebpack(outfile)).then(() => outfile),
    );
  return made.get(tool);
}

/** Where the bundles lie, for the clean-up. */
export const bundleFolder = folder;
