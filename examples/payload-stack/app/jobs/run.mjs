// node jobs/run.mjs mirror|report : the jobs of the site, started by hand or by a timer in a container of their own.
// Programs by fixed path, arguments as a list, `--` before what comes from settings: no shell reads any of it.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A setting that must be there; what looks like an option is refused even behind `--`. */
function setting(name) {
  const value = process.env[name] ?? '';
  if (value === '' || value.startsWith('-')) throw new Error(`${name} is not set, or starts with a dash`);
  return value;
}

/** A connection file for libpq (PGPASSFILE), so that no password is in an argument or in the environment. */
const databaseEnv = () => ({ PATH: '/usr/bin:/bin', LC_ALL: 'C', PGPASSFILE: setting('STATS_PGPASS_FILE') });

const jobs = {
  /** Copies the uploads to the second server or disk. */
  mirror: () => {
    const target = setting('MIRROR_TARGET');
    const source = `${setting('MEDIA_DIR').replace(/\/+$/, '')}/`;
    const args = ['--archive', '--delete-after', '--timeout=60', '--safe-links', '--', source, target];
    return execute(process.env.RSYNC ?? '/usr/bin/rsync', args, { env: { PATH: '/usr/bin:/bin' }, timeout: 600_000 });
  },
  /** Writes the day's numbers from the statistics database. */
  report: () => {
    const query = readFileSync(new URL('report.sql', import.meta.url), 'utf8');
    const connection = `host=${setting('STATS_HOST')} dbname=stats user=report sslmode=prefer`;
    const args = ['--no-psqlrc', '--csv', '--set=ON_ERROR_STOP=1', `--command=${query}`, '--', connection];
    return execute(process.env.PSQL ?? '/usr/bin/psql', args, { env: databaseEnv(), timeout: 60_000 });
  },
};

const name = process.argv[2] ?? '';
if (!Object.hasOwn(jobs, name)) {
  console.error(`jobs: unknown job '${name.slice(0, 40)}' (known: ${Object.keys(jobs).join(', ')})`);
  process.exit(64);
}
try {
  const { stdout } = await jobs[name]();
  process.stdout.write(stdout);
} catch (error) {
  console.error(`jobs: ${name} failed: ${error.code ?? error.message}`);
  process.exit(1);
}
