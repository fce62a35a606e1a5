import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { bodyLimitBytes } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

/** Largest ordinary body that the whole site may take; uploads have a location of their own. */
const wholeSiteBytes = 100 * 1024 ** 2;

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.passes.flatMap((one) => {
    const { bytes, directive } = bodyLimitBytes(one.context);
    const scoped = one.context.kind === 'location' && (one.context.args.at(-1) ?? '/') !== '/';
    if (directive === null || (bytes !== null && (scoped || bytes <= wholeSiteBytes))) return [];
    return [
      {
        what: `client_max_body_size ${directive.args[0] ?? ''} for ${scoped ? one.context.args.join(' ') : 'every path'}`,
        at: directive,
      },
    ];
  });
}

/** NGX-14: `client_max_body_size` is bounded, and large on upload paths alone. */
export const bodiesAreNotBounded = defineCheck({
  id: 'NGX-14',
  title: 'Anybody may send very large bodies to any path',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'bodies are bounded'),
  whyItMatters: 'Memory and disk can be filled with a few requests, also on paths that need no login.',
  verifyByHand: 'sudo nginx -T | grep -n client_max_body_size',
  remediation: {
    text: 'Keep 10m or so for the site, and a large value in the location of the upload path.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size'],
  examples: nginxExamples(
    {
      'the default': siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
      'large for uploads': siteOf(
        'client_max_body_size 10m; location / { proxy_pass http://127.0.0.1:3000; } location /api/media { client_max_body_size 1g; proxy_pass http://127.0.0.1:3000; }',
      ),
    },
    {
      '1 GB for all': siteOf('client_max_body_size 1g; location / { proxy_pass http://127.0.0.1:3000; }'),
      'no bound': siteOf('client_max_body_size 0; location / { proxy_pass http://127.0.0.1:3000; }'),
    },
  ),
});
