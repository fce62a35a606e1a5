import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { accessRules, descendants, directive, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  const all = [...descendants(view.model.main)];
  const listing = all.flatMap((context) => ownDirectives(context, 'autoindex').filter(({ args }) => args[0] === 'on'));
  const status = all.flatMap((context) =>
    accessRules(context).some(({ name }) => name === 'deny') ? [] : ownDirectives(context, 'stub_status'),
  );
  const told = view.model.servers.filter(
    ({ context }) => (directive(context, 'server_tokens')?.args[0] ?? 'on') === 'on',
  );
  return [
    ...listing.map((at) => ({ what: 'autoindex lists the files of a folder', at, severity: 'medium' as const })),
    ...status.map((at) => ({ what: 'stub_status answers everybody', at })),
    ...told.slice(0, 1).map((at) => ({ what: 'server_tokens tells the version', at })),
  ];
}

/** NGX-21: `autoindex` off, `server_tokens` off, `stub_status` behind an allow list. */
export const nginxTellsAboutItself = defineCheck({
  id: 'NGX-21',
  title: 'nginx lists folders or tells about itself',
  questions: ['Q1'],
  severity: 'low',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'nothing is told that helps a scanner'),
  whyItMatters: 'A version number picks the attack; a folder listing hands out backups.',
  verifyByHand: 'sudo nginx -T | grep -nE "autoindex|server_tokens|stub_status"',
  remediation: {
    text: 'In http: server_tokens off; autoindex off; and allow 127.0.0.1; deny all; beside stub_status.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['nginx.org/en/docs/http/ngx_http_core_module.html#server_tokens'],
  examples: nginxExamples(
    {
      off: siteOf('server_tokens off;'),
      'status for the host itself': siteOf(
        'server_tokens off; location /status { stub_status; allow 127.0.0.1; deny all; }',
      ),
    },
    {
      'by default': siteOf(''),
      'a folder listing': siteOf('server_tokens off; location /f/ { autoindex on; }'),
    },
  ),
});
