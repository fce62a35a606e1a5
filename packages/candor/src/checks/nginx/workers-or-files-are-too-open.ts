import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { type WatchedFile, watchedFiles } from '../../facts/host-settings.js';
import { nginxConfig } from '../../facts/nginx.js';
import { processes } from '../../facts/processes.js';
import { exampleWatchedFile } from '../shared/example-watched-file.js';
import { nginxSeen, siteOf } from './example-nginx.js';
import { noNginx, placeRef } from './judge-nginx.js';

/** More than read and write of the owner and read of the group. */
const beyondKey = 0o037;

function flawOf({ role, mode, uid, gid, othersWrite, path }: WatchedFile): string | null {
  const octal = mode.toString(8).padStart(4, '0');
  if (role === 'key' && (mode & beyondKey) !== 0) return `the key ${path} has mode ${octal}`;
  if (role !== 'nginx-config') return null;
  const open = othersWrite ?? (uid !== 0 || (mode & 0o002) !== 0 || ((mode & 0o020) !== 0 && gid !== 0));
  return open ? `${path}, which nginx obeys, can be written by others (mode ${octal}, uid ${uid})` : null;
}

/** NGX-23: workers are no root, and nobody else writes the configuration or reads the keys. */
export const workersOrFilesAreTooOpen = defineCheck({
  id: 'NGX-23',
  title: 'nginx works as root, or others hold its files',
  questions: ['Q1', 'Q7'],
  severity: 'high',
  required: false,
  needs: { nginx: nginxConfig, files: watchedFiles },
  uses: { processes },

  decide({ nginx, files, processes: view }): Outcome | readonly Outcome[] {
    const config = nginx.value;
    if (config === null) return notApplicable(nginx.evidence, noNginx);
    const own = files.value.filter(({ role }) => role === 'key' || role === 'nginx-config');
    const flaws = own.flatMap((file) => {
      const what = flawOf(file);
      return what === null ? [] : [fail([file.ref], { subject: `host:${file.path}`, what, location: file.path })];
    });
    const user = config.model.user;
    const rootWorker =
      view.status === 'known'
        ? view.value.items.find(
            ({ container, uid, args }) => container === null && uid === 0 && /^nginx: worker process/.test(args),
          )
        : undefined;
    if (rootWorker)
      flaws.push(fail([rootWorker.ref], { what: `the worker ${rootWorker.pid} runs as root`, location: 'user' }));
    else if (user?.args[0] === 'root')
      flaws.push(fail([placeRef(config, user)], { what: 'user root;', location: `${user.file}:${user.line}` }));
    if (flaws.length > 0) return flaws;
    const refs = own.map(({ ref }) => ref);
    if (!isNonEmpty(refs) || !config.files.every((path) => own.some((file) => file.path === path)))
      return cannotTell('not-collected', 'owner and mode of the configuration were not collected', {
        settle: 'sudo find /etc/nginx -not -user root -o -perm /022 -not -type l',
      });
    return pass([config.ref, ...refs.slice(0, 20)], {
      what: `${refs.length} files belong to root, workers do not run as root`,
    });
  },
  whyItMatters:
    'A worker reads what strangers send. As root, a hole in it is the whole host; with an open key, the site can be played by others.',
  verifyByHand:
    'ps -o user,args -C nginx; sudo find /etc/nginx -perm /022 -not -type l; sudo nginx -T | grep ssl_certificate_key',
  remediation: {
    text: 'Give workers their own user, configuration back to root, and keys to root alone.',
    commands: ['sudo chown -R root:root /etc/nginx && sudo chmod -R go-w /etc/nginx', 'sudo chmod 600 KEY'],
  },
  references: ['nginx.org/en/docs/ngx_core_module.html#user', 'CIS nginx 2.2'],
  examples: {
    pass: [
      { title: "root's files", facts: { nginx: nginxSeen(siteOf('')), files: seen([config({}), key(0o600)]) } },
      {
        title: 'a key for the group ssl-cert',
        facts: { nginx: nginxSeen(siteOf('')), files: seen([config({}), key(0o640)]) },
      },
      { title: 'no nginx', facts: { nginx: seen(null), files: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'a key for everybody', facts: { nginx: nginxSeen(siteOf('')), files: seen([config({}), key(0o644)]) } },
      {
        title: 'configuration for everybody',
        facts: { nginx: nginxSeen(siteOf('')), files: partlySeen([config({ mode: 0o666 })]) },
      },
      {
        title: "a user's configuration",
        facts: { nginx: nginxSeen(siteOf('')), files: seen([config({ uid: 1000 })]) },
      },
      {
        title: 'a worker of root',
        facts: {
          nginx: nginxSeen(siteOf('')),
          files: seen([config({})]),
          processes: seen(exampleView([exampleProcess({ container: null, uid: 0, args: 'nginx: worker process' })])),
        },
      },
    ],
    blind: [
      { title: 'files not looked at', facts: { nginx: nginxSeen(siteOf('')), files: unseen() } },
      { title: 'other files alone', facts: { nginx: nginxSeen(siteOf('')), files: seen([key(0o600)]) } },
      { title: 'a part', facts: { nginx: nginxSeen(siteOf('')), files: partlySeen([config({})]) } },
      { title: 'nginx -T was denied', facts: { nginx: unseen(), files: seen([config({})]) } },
    ],
  },
});

function config(change: Partial<WatchedFile>): WatchedFile {
  return exampleWatchedFile({ path: '/etc/nginx/nginx.conf', role: 'nginx-config', ...change });
}

function key(mode: number): WatchedFile {
  return exampleWatchedFile({ path: '/etc/ssl/private/site.key', role: 'key', mode });
}
