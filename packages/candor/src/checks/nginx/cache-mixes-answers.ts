import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { directive } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.passes.flatMap((one) => {
    const cache = directive(one.context, 'proxy_cache');
    if (cache === null || cache.args[0] === 'off') return [];
    const path = one.context.kind === 'location' ? (one.context.args.at(-1) ?? '') : '';
    if (path.startsWith('/_next/static')) return [];
    const key = directive(one.context, 'proxy_cache_key')?.args.join(' ') ?? '';
    const told =
      /\$http_rsc|\$arg__rsc|_rsc/i.test(key) || (/\$is_args\$args|\$request_uri/.test(key) && /\$http_/.test(key));
    const skipped = directive(one.context, 'proxy_cache_bypass')?.args.some(
      (each) => each.includes('$http_cookie') || each.includes('$cookie_'),
    );
    return told && skipped === true
      ? []
      : [
          {
            what: `proxy_cache ${cache.args[0] ?? ''} on ${path || 'the site'} ignores RSC headers or cookies`,
            at: cache,
          },
        ];
  });
}

/** NGX-26: answers of the app are not cached, or the key holds what they vary by. */
export const cacheMixesAnswers = defineCheck({
  id: 'NGX-26',
  title: 'A shared cache mixes the answers of different requests',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'no answer of the app is cached without what it varies by'),
  whyItMatters: 'A page of one visitor, or a poisoned one, is handed to the next (CVE-2026-44576).',
  verifyByHand: 'sudo nginx -T | grep -nE "proxy_cache"',
  remediation: {
    text: 'Cache /_next/static alone, or switch proxy_cache off for the app.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['CVE-2026-44576'],
  examples: nginxExamples(
    {
      'no cache': siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
      'static files alone': siteOf('location /_next/static { proxy_cache a; proxy_pass http://127.0.0.1:3000; }'),
    },
    {
      'the whole app': siteOf('proxy_cache a; location / { proxy_pass http://127.0.0.1:3000; }'),
    },
  ),
});
