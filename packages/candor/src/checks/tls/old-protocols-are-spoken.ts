import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from '../nginx/example-nginx.js';
import { judgeNginx, type NginxFlaw } from '../nginx/judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) =>
    ownDirectives(context, 'ssl_protocols').flatMap((at) => {
      const old = at.args.filter((name) => /^(?:SSLv[23]|TLSv1(?:\.1)?)$/.test(name));
      return old.length === 0 ? [] : [{ what: `ssl_protocols allows ${old.join(', ')}`, at }];
    }),
  );
}

/** TLS-03: `ssl_protocols` names TLS 1.2 and 1.3 alone. */
export const oldProtocolsAreSpoken = defineCheck({
  id: 'TLS-03',
  title: 'Old versions of TLS are accepted',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'TLS 1.2 and 1.3 alone, by what is written or by the build'),
  whyItMatters: 'Known attacks read or change what passes over the old versions.',
  verifyByHand: 'openssl s_client -connect 127.0.0.1:443 -tls1_1 < /dev/null',
  remediation: {
    text: 'Write ssl_protocols TLSv1.2 TLSv1.3;',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['RFC 8996'],
  examples: nginxExamples(
    {
      'new ones': siteOf('ssl_protocols TLSv1.2 TLSv1.3;'),
      'the default of the build': siteOf(''),
    },
    {
      'TLS 1.0': siteOf('ssl_protocols TLSv1 TLSv1.1 TLSv1.2;'),
    },
  ),
});
