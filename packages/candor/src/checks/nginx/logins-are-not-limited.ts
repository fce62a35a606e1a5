import { defineCheck, type Examples, notApplicable } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { valueIfKnown } from '../../core/fact.js';
import { nodeApps } from '../../facts/app.js';
import { exampleApp } from '../../facts/examples.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import {
  descendants,
  findLocation,
  type NginxContext,
  type NginxServer,
  requestLimits,
} from '../../formats/nginx/index.js';
import { nginxExamples, nginxSeen, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

/** Where Payload takes passwords, sends mail, or does expensive work. */
const paths = [
  '/api/users/login',
  '/api/users/forgot-password',
  '/api/users/first-register',
  '/api/graphql',
  '/admin/login',
];

/** The block that hands requests for a path to an app; null when nginx answers itself. */
function passing(view: NginxView, server: NginxServer, path: string): NginxContext | null {
  const context = findLocation(server, path).location?.context ?? server.context;
  const blocks = [...descendants(context)];
  return view.model.passes.some((one) => blocks.includes(one.context)) ? context : null;
}

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return view.model.servers.flatMap((server) => {
    const open = paths.filter((path) => {
      const context = passing(view, server, path);
      if (context === null) return false;
      const limits = requestLimits(view.model, context);
      return !limits.some(({ zone, dryRun }) => !dryRun && (zone?.ratePerSecond ?? 0) > 0);
    });
    const name = server.names[0] ?? 'a server without a name';
    return open.length === 0 ? [] : [{ what: `${name} passes ${open.join(', ')} on without limit_req`, at: server }];
  });
}

/** NGX-13: logins, password mails and GraphQL are limited before they reach the app. */
export const loginsAreNotLimited = defineCheck({
  id: 'NGX-13',
  title: 'Logins can be tried as fast as the network allows',
  questions: ['Q1'],
  severity: 'medium',
  required: true,
  needs: { nginx: nginxConfig },
  uses: { apps: nodeApps },
  decide({ nginx, apps }) {
    const found = valueIfKnown(apps);
    const whole =
      apps.status === 'known' && apps.complete && apps.value.every(({ packagesComplete }) => packagesComplete);
    if (
      nginx.value !== null &&
      whole &&
      !(found ?? []).some(({ packages }) => packages.some(({ name }) => name === 'payload'))
    )
      return notApplicable([...apps.evidence, ...nginx.evidence], 'no Payload runs here, so these paths do not exist');
    return judgeNginx(nginx, flawsOf, 'limit_req holds on every login path that reaches the app');
  },
  whyItMatters:
    "Payload locks an account after some tries, not an address: without a limit all accounts can be tried, and mail sent, at the network's speed.",
  verifyByHand: 'sudo nginx -T | grep -nE "limit_req|location"',
  remediation: {
    text: 'In http: limit_req_zone $binary_remote_addr zone=login:10m rate=10r/m; and on the login paths: limit_req zone=login burst=10 nodelay;',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: [
    'payloadcms.com/docs/production/preventing-abuse',
    'nginx.org/en/docs/http/ngx_http_limit_req_module.html',
  ],
  examples: examples(),
});

function zone(): string {
  return 'limit_req_zone $binary_remote_addr zone=login:10m rate=10r/m;\n';
}

function examples(): Examples<{ nginx: typeof nginxConfig }, { apps: typeof nodeApps }> {
  const app = 'location / { proxy_pass http://127.0.0.1:3000; }';
  const base = nginxExamples(
    {
      'a limit on the whole site': `${zone()}${siteOf(`limit_req zone=login burst=20; ${app}`)}`,
      'nginx answers itself': siteOf('return 204;'),
    },
    {
      'no limit': siteOf(app),
      'a dry run': `${zone()}${siteOf(`limit_req zone=login; limit_req_dry_run on; ${app}`)}`,
      'a zone that does not exist': siteOf(`limit_req zone=other; ${app}`),
    },
  );
  const facts = { nginx: nginxSeen(siteOf(app)), apps: seen([exampleApp({ next: '16.4.5' })]) };
  return { ...base, pass: [...base.pass, { title: 'no Payload', facts, expect: 'not-applicable' }] };
}
