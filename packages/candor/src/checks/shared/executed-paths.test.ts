import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { executedPaths } from './executed-paths.js';

describe('paths that a scheduled command executes', () => {
  it.each([
    ['/srv/site/scripts/backup.sh --all', ['/srv/site/scripts/backup.sh']],
    ['bash /srv/site/scripts/backup.sh', ['/srv/site/scripts/backup.sh']],
    ['sudo -n nice -n10 /srv/site/run', ['/srv/site/run']],
    ['flock -n /run/lock/x bash /srv/site/run.sh', ['/srv/site/run.sh']],
    ['cd /srv/site && ./run.sh', ['/srv/site/run.sh']],
    ['cd /srv/site && npm run cron', ['/srv/site']],
    ['docker compose -f /srv/site/docker-compose.yml up -d', ['/srv/site/docker-compose.yml']],
    ['sh -c "node /srv/site/cron.js"', ['/srv/site/cron.js']],
    ['-/srv/site/pre.sh', ['/srv/site/pre.sh']],
    ['rsync -a /srv/media /backup', []],
    ['find /srv/site -name x', []],
    ['certbot renew', []],
    ['', []],
  ])('%s → %j', (command, expected) => expect(executedPaths(command)).toEqual(expected));

  it('survives anything', () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(executedPaths(text))));
  });
});
