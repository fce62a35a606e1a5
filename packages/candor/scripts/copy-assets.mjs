// Copies what tsc does not: data files (JSON tables, shell scripts, styles) that are read at run time.
import { cpSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const assets = new Set(['.sh', '.css', '.yml', '.json']);
for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
  if (assets.has(extname(file))) cpSync(join(root, 'src', file), join(root, 'dist', file));
}

// The sensor is one file without dependencies: `candor run` and `candor sensor install` bring it along.
cpSync(join(root, '../sensor/sensor.cjs'), join(root, 'dist/sensor/sensor.cjs'));
