import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { accessRules, directive, findLocation, type NginxContext, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

const guarded = ['auth_basic', 'auth_request', 'auth_jwt'];

function isGuarded(context: NginxContext): boolean {
  const asks = guarded.some((name) => (directive(context, name)?.args[0] ?? 'off') !== 'off');
  return (
    asks ||
    accessRules(context).some(({ name, args }) => name === 'deny' && args[0] === 'all') ||
    ownDirectives(context, 'return').length > 0
  );
}

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.servers.flatMap((server) => {
    const context = findLocation(server, '/admin').location?.context ?? server.context;
    const passed = view.model.passes.some((one) => one.context === context);
    return passed && !isGuarded(context)
      ? [{ what: `${server.names[0] ?? 'a server'} passes /admin on to everybody`, at: server }]
      : [];
  });
}

/** NGX-20: `/admin` and the playground are behind a rule, a password or an access service. */
export const adminIsOpenToAll = defineCheck({
  id: 'NGX-20',
  title: 'Everybody reaches the admin pages',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'the admin pages are guarded'),
  whyItMatters: 'Every hole of the login page is then open to the whole Internet.',
  verifyByHand: 'sudo nginx -T | grep -n -A5 "location /admin"',
  remediation: {
    text: 'Allow your own addresses there, or put an access service in front.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['payloadcms.com/docs/production/preventing-abuse'],
  examples: nginxExamples(
    {
      'an allow list': siteOf(
        'location /admin { allow 10.0.0.0/8; deny all; proxy_pass http://127.0.0.1:3000; } location / { proxy_pass http://127.0.0.1:3000; }',
      ),
      'nothing is passed on': siteOf('return 204;'),
    },
    {
      open: siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
    },
  ),
});
