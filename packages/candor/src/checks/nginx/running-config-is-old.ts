import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { exampleProcess, exampleView } from '../../facts/examples.js';
import { type WatchedFile, watchedFiles } from '../../facts/host-settings.js';
import { nginxConfig } from '../../facts/nginx.js';
import { type Process, processes } from '../../facts/processes.js';
import { nginxSeen, siteOf } from './example-nginx.js';
import { noNginx } from './judge-nginx.js';

/** Clocks of files and of process starts differ by up to a second. */
const slackMs = 2000;

/** NGX-01: the workers are younger than the configuration, and `nginx -T` found no error in it. */
export const runningConfigIsOld = defineCheck({
  id: 'NGX-01',
  title: 'nginx runs with a configuration that is no longer on disk',
  questions: ['Q1'],
  severity: 'medium',
  required: true,
  needs: { nginx: nginxConfig, processes },
  uses: { files: watchedFiles },
  decide({ nginx, processes: view, files }) {
    if (nginx.value === null) return notApplicable(nginx.evidence, noNginx);
    const own = view.value.items.filter(({ container, args }) => container === null && /^nginx: /.test(args));
    if (own.length === 0 && view.complete && view.value.hostComplete)
      return notApplicable(view.evidence, 'nginx is installed and does not run');
    // A worker that shuts down after a reload finishes its connections with the settings that it had.
    const workers = own.filter(({ args }) => /^nginx: worker process(?! is shutting down)/.test(args));
    const started = workers.map(({ startedAt }) => startedAt?.getTime() ?? 0);
    if (workers.length === 0 || started.includes(0)) {
      return cannotTell('not-collected', "the start of nginx's workers was not seen", {
        settle: 'ps -o lstart,args -C nginx',
      });
    }
    const configs =
      files.status === 'known'
        ? files.value.filter(({ role, modifiedAt }) => role === 'nginx-config' && modifiedAt)
        : [];
    const newest = configs.reduce<WatchedFile | null>(
      (best, each) => ((each.modifiedAt?.getTime() ?? 0) > (best?.modifiedAt?.getTime() ?? 0) ? each : best),
      null,
    );
    const oldest = Math.min(...started);
    const seenAll = nginx.value.files.every((path) => configs.some((file) => file.path === path));
    if (newest?.modifiedAt && newest.modifiedAt.getTime() > oldest + slackMs) {
      return fail([newest.ref, nginx.value.ref], {
        what: `${newest.path} was changed at ${newest.modifiedAt.toISOString()}, the workers started at ${new Date(oldest).toISOString()}`,
        location: newest.path,
      });
    }
    const refs = [nginx.value.ref, ...workers.map(({ ref }) => ref)];
    if (!seenAll || !isNonEmpty(refs)) {
      return cannotTell('not-collected', 'the age of the configuration files was not collected', {
        settle: 'sudo find /etc/nginx -name \'*.conf\' -newermt "$(ps -o lstart= -C nginx | tail -1)"',
      });
    }
    return pass(refs, { what: 'the workers are younger than every file, and the configuration is valid' });
  },
  whyItMatters: 'What was fixed in a file does not protect anybody before nginx has loaded it.',
  verifyByHand: 'sudo nginx -t && ps -o lstart,args -C nginx && ls -lt --full-time /etc/nginx/sites-enabled/',
  remediation: {
    text: 'Test the configuration, then load it.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['nginx.org/en/docs/control.html'],
  examples: {
    pass: [
      {
        title: 'loaded after the last change',
        facts: { nginx: config(), processes: running(), files: seen([file('2026-10-01')]) },
      },
      {
        title: 'an old worker finishes its connections after a reload',
        facts: {
          nginx: config(),
          processes: seen(exampleView([worker(), leaving(worker(new Date('2026-01-01T00:00:00Z')))])),
          files: seen([file('2026-10-01')]),
        },
      },
      { title: 'no nginx', facts: { nginx: seen(null), processes: running() }, expect: 'not-applicable' },
      {
        title: 'installed, not running',
        facts: { nginx: config(), processes: seen(exampleView([exampleProcess({ container: null, args: 'sshd' })])) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'changed since', facts: { nginx: config(), processes: running(), files: seen([file('2026-11-15')]) } },
    ],
    blind: [
      { title: 'ages not collected', facts: { nginx: config(), processes: running(), files: unseen() } },
      { title: 'no start', facts: { nginx: config(), processes: running(null), files: seen([file('2026-10-01')]) } },
      {
        title: 'no configuration',
        facts: { nginx: unseen(), processes: running(), files: seen([file('2026-10-01')]) },
      },
      {
        title: 'some processes',
        facts: { nginx: config(), processes: partlySeen(exampleView([worker()])), files: seen([file('2026-10-01')]) },
      },
    ],
  },
});

function config() {
  return nginxSeen(siteOf(''));
}

function worker(startedAt: Process['startedAt'] = new Date('2026-11-01T00:00:00Z')): Process {
  return exampleProcess({ container: null, args: 'nginx: worker process', user: 'www-data', startedAt });
}

function leaving(process: Process): Process {
  return { ...process, args: 'nginx: worker process is shutting down' };
}

function running(startedAt?: null) {
  return seen(exampleView([startedAt === null ? worker(null) : worker()]));
}

function file(day: string): WatchedFile {
  return {
    path: '/etc/nginx/nginx.conf',
    role: 'nginx-config',
    mode: 0o644,
    uid: 0,
    gid: 0,
    group: 'root',
    othersWrite: null,
    modifiedAt: new Date(`${day}T00:00:00Z`),
    ref: exampleRef('host.files'),
  };
}
