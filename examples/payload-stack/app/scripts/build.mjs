// npm run build : `next build`, then the parts that Next leaves out of its standalone folder. The configuration asks for
// its secrets while pages are collected; a build gets ones that nothing else ever sees.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const env = {
  ...process.env,
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  PAYLOAD_SECRET: randomBytes(32).toString('hex'),
  DATABASE_URI: 'file::memory:',
};
delete env.PAYLOAD_SECRET_FILE;
delete env.DATABASE_URI_FILE;

const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
const { status } = spawnSync(process.execPath, [next, 'build'], { stdio: 'inherit', env });
if (status !== 0) process.exit(status ?? 1);
cpSync('.next/static', '.next/standalone/.next/static', { recursive: true });
if (existsSync('public')) cpSync('public', '.next/standalone/public', { recursive: true });
