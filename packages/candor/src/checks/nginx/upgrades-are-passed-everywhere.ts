import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { forwardedHeaders } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.passes.flatMap((one) => {
    const upgrade = forwardedHeaders(one.context).get('upgrade');
    const everywhere = one.context.kind !== 'location' || (one.context.args.at(-1) ?? '/') === '/';
    return upgrade?.args[1]?.includes('$http_upgrade') && everywhere
      ? [{ what: `Upgrade of any request is passed to ${one.target}`, at: upgrade }]
      : [];
  });
}

/** NGX-17: `Upgrade` is forwarded where a WebSocket is, not on the whole site. */
export const upgradesArePassedEverywhere = defineCheck({
  id: 'NGX-17',
  title: 'Protocol upgrades are passed to the app on every path',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'upgrades are passed on their own paths alone'),
  whyItMatters:
    'The upgrade path of Next.js was a way to inner addresses (CVE-2026-44578); a production site needs none on /.',
  verifyByHand: 'sudo nginx -T | grep -n http_upgrade',
  remediation: {
    text: 'Move the two Upgrade lines into the location that needs a WebSocket.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['CVE-2026-44578'],
  examples: nginxExamples(
    {
      none: siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
      'one path': siteOf(
        'location /socket { proxy_set_header Upgrade $http_upgrade; proxy_pass http://127.0.0.1:3000; }',
      ),
    },
    {
      'the whole site': siteOf(
        'location / { proxy_set_header Upgrade $http_upgrade; proxy_pass http://127.0.0.1:3000; }',
      ),
    },
  ),
});
