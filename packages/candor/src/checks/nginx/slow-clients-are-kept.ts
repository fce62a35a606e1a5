import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, nginxTimeMs, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

const timeouts = ['client_header_timeout', 'client_body_timeout', 'send_timeout'];

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) =>
    ownDirectives(context, ...timeouts)
      .filter(({ args }) => (nginxTimeMs(args[0] ?? '') ?? 0) > 60_000)
      .map((at) => ({ what: `${at.name} ${at.args[0] ?? ''}`, at })),
  );
}

/** NGX-15: header, body and send timeouts of at most 60 seconds. */
export const slowClientsAreKept = defineCheck({
  id: 'NGX-15',
  title: 'Slow clients may hold connections for minutes',
  questions: ['Q1'],
  severity: 'low',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'timeouts are 60 seconds or less, as by default'),
  whyItMatters: 'Some hundred slow connections keep everybody else out.',
  verifyByHand: 'sudo nginx -T | grep -nE "(client_header|client_body|send)_timeout"',
  remediation: {
    text: 'Leave the defaults of 60 seconds; a long upload has a location of its own.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['nginx.org/en/docs/http/ngx_http_core_module.html#client_header_timeout'],
  examples: nginxExamples(
    {
      defaults: siteOf(''),
      shorter: siteOf('client_body_timeout 30s;'),
    },
    {
      'ten minutes': siteOf('client_header_timeout 10m;'),
    },
  ),
});
