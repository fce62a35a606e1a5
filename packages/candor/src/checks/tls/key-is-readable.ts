import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { isNonEmpty } from '../../core/evidence.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import type { Severity } from '../../core/severity.js';
import { type WatchedFile, watchedFiles } from '../../facts/host-settings.js';
import { nginxConfig } from '../../facts/nginx.js';
import type { NginxModel } from '../../formats/nginx/index.js';
import { descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxPartly, nginxSeen, siteOf } from '../nginx/example-nginx.js';
import { noNginx } from '../nginx/judge-nginx.js';
import { exampleWatchedFile } from '../shared/example-watched-file.js';

/** Keys that the configuration names as files; one with a variable is another file for each request. */
function keysOf(model: NginxModel): readonly string[] {
  const all = [...descendants(model.main)].flatMap((context) => ownDirectives(context, 'ssl_certificate_key'));
  return [...new Set(all.map(({ args }) => args[0] ?? '').filter((path) => path.startsWith('/')))];
}

function flawOf({ mode, uid, gid, group }: WatchedFile): { readonly what: string; readonly severity: Severity } | null {
  const octal = mode.toString(8).padStart(4, '0');
  if ((mode & 0o007) !== 0) return { what: `everybody reads it (mode ${octal})`, severity: 'high' };
  if ((mode & 0o070) !== 0 && gid !== 0 && group !== 'ssl-cert')
    return { what: `the group ${group ?? gid} reads it (mode ${octal})`, severity: 'high' };
  return uid === 0 ? null : { what: `it belongs to uid ${uid}, not to root`, severity: 'medium' };
}

/** TLS-07: the key is root's alone, or also the group ssl-cert's as Debian has it. */
export const keyIsReadable = defineCheck({
  id: 'TLS-07',
  title: 'Others can read the key of a certificate',
  questions: ['Q1', 'Q7'],
  severity: 'high',
  required: false,
  needs: { nginx: nginxConfig, files: watchedFiles },

  decide({ nginx, files }): Outcome | readonly Outcome[] {
    if (nginx.value === null) return notApplicable(nginx.evidence, noNginx);
    const wanted = keysOf(nginx.value.model);
    const own = files.value.filter(({ role }) => role === 'key');
    const flaws = own.flatMap((file) => {
      const flaw = flawOf(file);
      return flaw === null
        ? []
        : [
            fail([file.ref], {
              subject: `host:${file.path}`,
              what: `${file.path}: ${flaw.what}`,
              location: file.path,
              severity: flaw.severity,
            }),
          ];
    });
    if (flaws.length > 0) return flaws;
    if (wanted.length === 0 && nginx.complete) return notApplicable([nginx.value.ref], 'nginx ends no TLS');
    const refs = own.map(({ ref }) => ref);
    const unseenKey = wanted.find((path) => !own.some((file) => file.path === path));
    if (unseenKey !== undefined || !isNonEmpty(refs))
      return cannotTell('not-collected', `owner and mode of ${unseenKey ?? 'the keys'} were not collected`, {
        settle:
          "sudo nginx -T | awk '$1 == \"ssl_certificate_key\" { print $2 }' | tr -d ';' | xargs sudo stat -Lc '%a %U:%G %n'",
      });
    return pass(refs, { what: `${refs.length} key(s), none readable by others` });
  },
  whyItMatters: 'Whoever has the key can stand in for the site, for as long as the certificate lives.',
  verifyByHand:
    "sudo nginx -T | awk '$1 == \"ssl_certificate_key\" { print $2 }' | tr -d ';' | xargs sudo stat -Lc '%a %U:%G %n'",
  remediation: {
    text: 'Give it to root alone; if others could read it, have it issued anew with a new key.',
    commands: ['sudo chown root:root KEY && sudo chmod 600 KEY', 'sudo certbot renew --force-renewal --new-key'],
  },
  references: ['CIS nginx 4.1.3'],
  examples: {
    pass: [
      { title: "root's alone", facts: { nginx: nginxSeen(tls()), files: seen([key({ mode: 0o600 })]) } },
      {
        title: "Debian's group",
        facts: { nginx: nginxSeen(tls()), files: seen([key({ mode: 0o640, gid: 110, group: 'ssl-cert' })]) },
      },
      { title: 'no TLS', facts: { nginx: nginxSeen(siteOf('')), files: seen([]) }, expect: 'not-applicable' },
      { title: 'no nginx', facts: { nginx: seen(null), files: seen([]) }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'everybody', facts: { nginx: nginxSeen(tls()), files: partlySeen([key({ mode: 0o644 })]) } },
      {
        title: "the web server's group",
        facts: { nginx: nginxSeen(tls()), files: seen([key({ mode: 0o640, gid: 33, group: 'www-data' })]) },
      },
      { title: "a user's", facts: { nginx: nginxSeen(tls()), files: seen([key({ mode: 0o600, uid: 1000 })]) } },
    ],
    blind: [
      { title: 'files not looked at', facts: { nginx: nginxSeen(tls()), files: unseen() } },
      {
        title: 'another key alone',
        facts: { nginx: nginxSeen(tls()), files: seen([key({ path: '/etc/ssl/other.key', mode: 0o600 })]) },
      },
      { title: 'a file of nginx is missing', facts: { nginx: nginxPartly(siteOf('')), files: seen([]) } },
      { title: 'a part', facts: { nginx: nginxSeen(tls()), files: partlySeen([key({ mode: 0o600 })]) } },
    ],
  },
});

function tls(): string {
  return siteOf('ssl_certificate_key /etc/ssl/private/site.key;');
}

function key(change: Partial<WatchedFile>): WatchedFile {
  return exampleWatchedFile({ path: '/etc/ssl/private/site.key', role: 'key', ...change });
}
