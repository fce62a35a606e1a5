import type { Example, Examples, FactSpecs } from '../../core/check.js';
import type { NonEmpty } from '../../core/evidence.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type Fact, type Known, partial } from '../../core/fact.js';
import type { NginxView, nginxConfig } from '../../facts/nginx.js';
import { nginxModel, readNginx } from '../../formats/nginx/index.js';

/** A dump of `nginx -T` with this text inside `http`, as a view. */
export function nginxOf(http: string, before = ''): NginxView {
  const text = `# configuration file /etc/nginx/nginx.conf:\nuser www-data;\n${before}\nhttp {\n${http}\n}\n`;
  const read = readNginx(text);
  if (!read.ok) throw new Error(`an example is no nginx configuration: ${read.reason}`);
  return { model: nginxModel(read.value), files: ['/etc/nginx/nginx.conf'], ref: exampleRef('nginx.config') };
}

/** One TLS server of the site with these directives. */
export function siteOf(body: string): string {
  return `server {\n listen 443 ssl;\n server_name example.org;\n${body}\n}`;
}

/** A configuration that was seen whole. */
export function nginxSeen(http: string, before = ''): Known<NginxView | null> {
  return seen(nginxOf(http, before), exampleRef('nginx.config'));
}

/** A configuration that lacks an included file. */
export function nginxPartly(http: string): Known<NginxView | null> {
  const gap = { reason: 'unparseable' as const, detail: 'an included file is not in the dump' };
  return partial(nginxOf(http), gap, [exampleRef('nginx.config')], exampleNow);
}

type Needs = { readonly nginx: typeof nginxConfig };
type Rows = Readonly<Record<string, string>>;

/** Examples of a check that decides from the configuration alone: title → text inside `http`. */
export function nginxExamples<U extends FactSpecs = Record<never, never>>(
  good: Rows,
  bad: Rows,
  before = '',
): Examples<Needs, U> {
  const row = (title: string, nginx: Fact<NginxView | null>): Example<Needs, U> => ({
    title,
    facts: { nginx } as Example<Needs, U>['facts'], // one of the needed facts; the helpful ones stay unknown
  });
  const rows = (texts: Rows) => Object.entries(texts).map(([title, http]) => row(title, nginxSeen(http, before)));
  const none = row('no nginx on this host', seen(null, exampleRef('host.processes')));
  const blind: NonEmpty<Example<Needs, U>> = [
    row('nginx -T was denied', unseen()),
    row('an included file is missing', nginxPartly(Object.values(good)[0] ?? '')),
    row('no proof that there is no nginx', partlySeen(null)),
  ];
  return { pass: [{ ...none, expect: 'not-applicable' }, ...rows(good)], fail: rows(bad), blind };
}
