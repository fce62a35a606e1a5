import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** JSON Schema of candor.yaml, as an editor uses it while one writes. */
export async function configSchema(dist) {
  const { policySchema } = await import(pathToFileURL(join(dist, 'config/parse-policy.js')));
  const { z } = createRequire(join(dist, 'cli/main.js'))('zod');
  const schema = z.toJSONSchema(policySchema, { io: 'input', unrepresentable: 'any' });
  const head = { $schema: schema.$schema, title: 'candor.yaml', description: 'What a site declares to Candor.' };
  const text = JSON.stringify({ ...head, ...schema }, null, 2);
  const formatted = spawnSync('npx', ['biome', 'format', '--stdin-file-path=schema.json'], {
    input: text,
    encoding: 'utf8',
  });
  if (formatted.status !== 0) throw new Error(`biome could not format the schema: ${formatted.stderr}`);
  return formatted.stdout;
}
