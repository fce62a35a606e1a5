import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { forwardedHeaders } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.passes.flatMap((one) => {
    const host = forwardedHeaders(one.context).get('host');
    return host?.args[1]?.includes('$http_host') ? [{ what: `proxy_set_header Host ${host.args[1]}`, at: host }] : [];
  });
}

/** NGX-10: `Host` is forwarded as `$host` or a fixed name. */
export const hostHeaderIsPassedRaw = defineCheck({
  id: 'NGX-10',
  title: 'The app is given a Host that nginx did not check',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'Host is forwarded as nginx understood it'),
  whyItMatters:
    '$http_host is empty or foreign where the request line names another host; links in mails are built from it.',
  verifyByHand: 'sudo nginx -T | grep -n "proxy_set_header Host"',
  remediation: {
    text: 'Write proxy_set_header Host $host;',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['Gixy-Next PR#85', 'nginx.org/en/docs/http/ngx_http_core_module.html#var_host'],
  examples: nginxExamples(
    {
      $host: siteOf('location / { proxy_set_header Host $host; proxy_pass http://127.0.0.1:3000; }'),
      'a fixed name': siteOf('location / { proxy_set_header Host example.org; proxy_pass http://127.0.0.1:3000; }'),
    },
    {
      $http_host: siteOf('location / { proxy_set_header Host $http_host; proxy_pass http://127.0.0.1:3000; }'),
    },
  ),
});
