import { cannotTell, defineCheck, notApplicable } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { defaultPolicy, type Policy } from '../../core/policy.js';
import { addressScope, isInRanges } from '../../facts/address-scope.js';
import { nginxConfig } from '../../facts/nginx.js';
import { policy } from '../../facts/policy.js';
import { descendants, type NginxModel, ownDirectives, realIp } from '../../formats/nginx/index.js';
import { nginxPartly, nginxSeen, siteOf } from './example-nginx.js';
import { flawsOutcome, type NginxFlaw, noNginx } from './judge-nginx.js';

/** Every `set_real_ip_from`, wherever it stands. */
function trusted(model: NginxModel) {
  return [...descendants(model.main)].flatMap((context) =>
    ownDirectives(context, 'set_real_ip_from').map((one) => ({ one, header: realIp(context).header })),
  );
}

/** True when all of a range lies in one of the others: its first address does, and it is no wider. */
function isWithin(range: string, ranges: readonly string[]): boolean {
  const [base = '', bits] = range.split('/');
  const width = bits === undefined ? 128 : Number(bits);
  return ranges.some((each) => isInRanges(base, [each]) && width >= Number(each.split('/')[1] ?? 0));
}

/** Addresses that only this host and its neighbours have. */
function isOwn(range: string): boolean {
  const [base = '', bits] = range.split('/');
  if (base === 'unix:' || base === 'localhost') return true;
  const scope = addressScope(base);
  return (scope === 'loopback' || scope === 'local-network') && Number(bits ?? 32) >= 8;
}

function flawsOf(model: NginxModel, edge: Policy['edge']): readonly NginxFlaw[] {
  return trusted(model).flatMap(({ one, header }): NginxFlaw[] => {
    const range = one.args[0] ?? '';
    if (isOwn(range)) return [];
    if (!isWithin(range, edge?.ranges ?? []))
      return [
        { what: `${range} may say who the client is, and is not of ${edge?.name ?? 'a declared edge'}`, at: one },
      ];
    const wanted = edge?.name.toLowerCase() === 'cloudflare' && header.toLowerCase() !== 'cf-connecting-ip';
    return wanted
      ? [{ what: `the client is read from ${header}, not from CF-Connecting-IP`, at: one, severity: 'low' }]
      : [];
  });
}

/** NGX-18: only the declared edge says who the client is. */
export const anybodyNamesTheClient = defineCheck({
  id: 'NGX-18',
  title: 'Others than the declared edge may say who the client is',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig, policy },

  decide({ nginx, policy: declared }) {
    const view = nginx.value;
    if (view === null) return notApplicable(nginx.evidence, noNginx);
    const { edge } = declared.value;
    const foreign = trusted(view.model)
      .map(({ one }) => one.args[0] ?? '')
      .filter((range) => !isOwn(range));
    const everybody = foreign.some((range) => /\/[0-7]$/.test(range));
    if (foreign.length > 0 && !everybody && (edge === null || edge.ranges.length === 0))
      return cannotTell(
        'not-collected',
        `${foreign.length} range(s) are trusted, and those of the edge are not declared`,
        {
          settle: 'Is there a proxy in front? If so, list its ranges under edge in candor.yaml.',
        },
      );
    return flawsOutcome(
      view,
      flawsOf(view.model, edge),
      foreign.length === 0 ? 'nobody else is trusted' : 'the edge alone is trusted',
    );
  },
  whyItMatters: 'Whoever may name the client passes limits and bans under any address, and puts others on the list.',
  verifyByHand: 'sudo nginx -T | grep -E "set_real_ip_from|real_ip_header"',
  remediation: {
    text: "Trust the edge's present ranges alone, and read the header that it sets itself.",
    commands: ['curl -s https://www.cloudflare.com/ips-v4'],
  },
  references: [
    'nginx.org/en/docs/http/ngx_http_realip_module.html',
    'developers.cloudflare.com/support/troubleshooting/restoring-visitor-ips',
  ],
  examples: {
    pass: [
      { title: 'the edge alone', facts: { nginx: nginxSeen(cloudflare('104.16.0.0/13')), policy: behind() } },
      { title: 'a part of its range', facts: { nginx: nginxSeen(cloudflare('104.16.0.0/14')), policy: behind() } },
      { title: 'the host itself', facts: { nginx: nginxSeen(cloudflare('127.0.0.1')), policy: seen(defaultPolicy) } },
      { title: 'no nginx', facts: { nginx: seen(null), policy: behind() }, expect: 'not-applicable' },
    ],
    fail: [
      { title: 'everybody', facts: { nginx: nginxSeen(cloudflare('0.0.0.0/0')), policy: seen(defaultPolicy) } },
      { title: 'more than the edge', facts: { nginx: nginxSeen(cloudflare('104.0.0.0/8')), policy: behind() } },
      {
        title: 'another header',
        facts: { nginx: nginxSeen(siteOf('set_real_ip_from 104.16.0.0/13;')), policy: behind() },
      },
    ],
    blind: [
      { title: 'nginx -T was denied', facts: { nginx: unseen(), policy: behind() } },
      { title: 'a file is missing', facts: { nginx: nginxPartly(cloudflare('104.16.0.0/13')), policy: behind() } },
      { title: 'no proof that there is no nginx', facts: { nginx: partlySeen(null), policy: behind() } },
      {
        title: 'no edge is declared',
        facts: { nginx: nginxSeen(cloudflare('104.16.0.0/13')), policy: seen(defaultPolicy) },
      },
    ],
  },
});

function cloudflare(range: string): string {
  return siteOf(`set_real_ip_from ${range};\nreal_ip_header CF-Connecting-IP;`);
}

function behind() {
  return seen({ ...defaultPolicy, edge: { name: 'cloudflare', ranges: ['104.16.0.0/13'], asOf: null } });
}
