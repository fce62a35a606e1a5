import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, realIp } from '../../formats/nginx/index.js';
import { nginxExamples } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  const zones = view.model.zones
    .filter(({ key }) => /\$http_x_(?:forwarded_for|real_ip)|\$proxy_add_x_forwarded_for/.test(key))
    .map((zone) => ({ what: `zone ${zone.name} counts by ${zone.key}, which the client writes`, at: zone }));
  const maps = view.model.maps
    .filter(({ source }) => /\$http_x_(?:forwarded_for|real_ip)/.test(source))
    .map((map) => ({ what: `${map.kind} ${map.source} decides by a header that the client writes`, at: map }));
  const everybody = [...descendants(view.model.main)].flatMap((context) =>
    realIp(context).from.filter(({ args }) => /^(?:0\.0\.0\.0\/0|::\/0)$/.test(args[0] ?? '')),
  );
  return [
    ...zones,
    ...maps,
    ...[...new Set(everybody)].map((at) => ({
      what: `set_real_ip_from ${at.args[0] ?? ''}: everybody names his own address`,
      at,
    })),
  ];
}

/** NGX-19: nothing decides by `X-Forwarded-For` itself. */
export const limitsSeeWrongAddress = defineCheck({
  id: 'NGX-19',
  title: 'Limits and allow rules go by an address that the client writes',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) =>
    judgeNginx(nginx, flawsOf, "limits go by the address of the connection, or by a trusted proxy's word"),
  whyItMatters: 'A new header with each request gives a new budget with each request.',
  verifyByHand: 'sudo nginx -T | grep -nE "limit_req_zone|real_ip|forwarded_for"',
  remediation: {
    text: 'Set set_real_ip_from to the proxy in front, and count by $binary_remote_addr.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['nginx.org/en/docs/http/ngx_http_realip_module.html'],
  examples: nginxExamples(
    {
      'by connection': 'limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s; server { listen 80; }',
      'a trusted proxy': 'set_real_ip_from 10.0.0.0/8; real_ip_header X-Forwarded-For; server { listen 80; }',
    },
    {
      'by the header': 'limit_req_zone $http_x_forwarded_for zone=a:1m rate=1r/s; server { listen 80; }',
      'everybody is trusted': 'set_real_ip_from 0.0.0.0/0; server { listen 80; }',
    },
  ),
});
