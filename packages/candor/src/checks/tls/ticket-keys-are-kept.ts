import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from '../nginx/example-nginx.js';
import { judgeNginx, type NginxFlaw } from '../nginx/judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) =>
    ownDirectives(context, 'ssl_session_ticket_key').map((at) => ({
      what: `ssl_session_ticket_key ${at.args[0] ?? ''} has to be rotated by hand`,
      at,
    })),
  );
}

/** TLS-09: no `ssl_session_ticket_key`, so that nginx makes them anew at each start. */
export const ticketKeysAreKept = defineCheck({
  id: 'TLS-09',
  title: 'Keys of session tickets are written into the configuration',
  questions: ['Q1'],
  severity: 'low',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'nginx makes its ticket keys itself'),
  whyItMatters:
    'One stolen file opens every recorded connection of its time; rotating it is what CVE-2026-97629 is about.',
  verifyByHand: 'sudo nginx -T | grep -n ssl_session_ticket',
  remediation: {
    text: 'Remove the line, or switch tickets off: ssl_session_tickets off;',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['CVE-2026-97629'],
  examples: nginxExamples(
    {
      none: siteOf(''),
    },
    {
      'a file': siteOf('ssl_session_ticket_key /etc/nginx/ticket.key;'),
    },
  ),
});
