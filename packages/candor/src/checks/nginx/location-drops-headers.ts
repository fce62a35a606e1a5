import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { addedHeaders, descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

/** Headers whose loss opens something. */
const protective =
  /^(?:strict-transport-security|x-content-type-options|x-frame-options|content-security-policy|referrer-policy)$/i;

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) => {
    const own = ownDirectives(context, 'add_header');
    if (context.kind !== 'location' || own[0] === undefined || context.parent === null) return [];
    const kept = new Set(addedHeaders(context).map(({ name }) => name.toLowerCase()));
    const lost = addedHeaders(context.parent).filter(
      ({ name }) => protective.test(name) && !kept.has(name.toLowerCase()),
    );
    const names = [...new Set(lost.map(({ name }) => name))].join(', ');
    return names === '' ? [] : [{ what: `location ${context.args.join(' ')} drops ${names}`, at: own[0] }];
  });
}

/** NGX-11: `add_header` in a location replaces those of the server. */
export const locationDropsHeaders = defineCheck({
  id: 'NGX-11',
  title: 'A location drops the security headers of its server',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'no location drops a security header'),
  whyItMatters: 'The header that was set with care is missing just where somebody added another one.',
  verifyByHand: 'sudo nginx -T | grep -nE "location|add_header"',
  remediation: {
    text: 'Repeat the headers in the location, best by one include.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['nginx.org/en/docs/http/ngx_http_headers_module.html#add_header'],
  examples: nginxExamples(
    {
      'on the server alone': siteOf(
        'add_header X-Content-Type-Options nosniff; location / { proxy_pass http://127.0.0.1:3000; }',
      ),
      repeated: siteOf(
        'add_header X-Content-Type-Options nosniff; location /a { add_header X-Content-Type-Options nosniff; add_header X-A b; }',
      ),
    },
    {
      dropped: siteOf('add_header X-Content-Type-Options nosniff; location /a { add_header Cache-Control no-store; }'),
    },
  ),
});
