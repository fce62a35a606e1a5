import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { defaultServers, descendants, type NginxServer, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

/** True when the server answers every request itself, with a refusal, a redirect or by closing the handshake. */
function turnsAway(server: NginxServer): boolean {
  const returned = ownDirectives(server.context, 'return')[0]?.args[0] ?? '';
  const rejects = ownDirectives(server.context, 'ssl_reject_handshake')[0]?.args[0] === 'on';
  return rejects || /^(?:444|421|4\d\d|30[1278])$/.test(returned);
}

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  const passing = (server: NginxServer) =>
    view.model.passes.some((one) => [...descendants(server.context)].includes(one.context));
  return defaultServers(view.model)
    .filter(({ server }) => !turnsAway(server) && passing(server))
    .map(({ server, port }) => ({
      what: `port ${port ?? '?'}: any Host reaches ${server.names[0] ?? 'the app'}`,
      at: server,
    }));
}

/** NGX-06: the default server of each port turns unknown names away. */
export const unknownNamesAreServed = defineCheck({
  id: 'NGX-06',
  title: 'Requests for unknown names reach the site',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'unknown names are turned away'),
  whyItMatters:
    'Scanners that go by address find the app, and an app that trusts Host can be made to send mail with foreign links.',
  verifyByHand: 'curl -sk -o /dev/null -w "%{http_code}\\n" -H "Host: candor-unknown.invalid" https://127.0.0.1/',
  remediation: {
    text: 'Add a default server that returns 444, and for 443 ssl_reject_handshake on.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['nginx.org/en/docs/http/request_processing.html'],
  examples: nginxExamples(
    {
      'a default server that closes': `server { listen 443 ssl default_server; ssl_reject_handshake on; } ${siteOf('location / { proxy_pass http://127.0.0.1:3000; }')}`,
      'redirects alone': 'server { listen 80; return 301 https://$host$request_uri; }',
    },
    {
      'the site is the default': siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
    },
  ),
});
