import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { forwardedHeaders } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.passes
    .filter(({ scheme }) => scheme === 'http' || scheme === 'https')
    .filter(({ context }) => forwardedHeaders(context).get('x-middleware-subrequest')?.args[1] !== '')
    .map((one) => ({ what: `${one.directive} ${one.target}: x-middleware-subrequest is passed on`, at: one }));
}

/** NGX-16: `x-middleware-subrequest` is emptied before requests reach the app. */
export const internalHeaderReachesApp = defineCheck({
  id: 'NGX-16',
  title: 'A header that Next.js means for itself comes in from outside',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'the header is emptied'),
  whyItMatters:
    'Old versions of Next.js skipped their middleware, and with it the login, when this header came in (CVE-2025-29927).',
  verifyByHand: 'sudo nginx -T | grep -n x-middleware-subrequest',
  remediation: {
    text: 'In the server block: proxy_set_header x-middleware-subrequest "";',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['CVE-2025-29927'],
  examples: nginxExamples(
    {
      emptied: siteOf('location / { proxy_set_header x-middleware-subrequest ""; proxy_pass http://127.0.0.1:3000; }'),
      'nothing is passed on': siteOf('return 204;'),
    },
    {
      'passed on': siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
    },
  ),
});
