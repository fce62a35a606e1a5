import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) => {
    const allow = ownDirectives(context, 'allow')[0];
    const deny = ownDirectives(context, 'deny')[0];
    const returned = ownDirectives(context, 'return').find(({ args }) => /^2|^[^0-9]/.test(args[0] ?? ''));
    if (allow && allow.args[0] !== 'all' && !deny)
      return [{ what: `allow ${allow.args[0] ?? ''} without deny all`, at: allow }];
    return deny && returned ? [{ what: 'return answers before deny is asked', at: returned }] : [];
  });
}

/** NGX-25: each list of `allow` ends with `deny all`, and no `return` comes before it is asked. */
export const allowHasNoDeny = defineCheck({
  id: 'NGX-25',
  title: 'An allow list keeps nobody out',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'every allow list is closed'),
  whyItMatters: 'Somebody wrote down who may come in; without the last line everybody may.',
  verifyByHand: 'sudo nginx -T | grep -nE "allow |deny "',
  remediation: { text: 'End the list with deny all;', commands: ['sudo nginx -t && sudo systemctl reload nginx'] },
  references: ['gixy allow_without_deny', 'nginx.org/en/docs/http/ngx_http_access_module.html'],
  examples: nginxExamples(
    {
      closed: siteOf('location /a { allow 10.0.0.0/8; deny all; }'),
      'no list': siteOf(''),
    },
    {
      'no deny': siteOf('location /a { allow 10.0.0.0/8; }'),
      'return first': siteOf('location /a { deny all; return 200 hello; }'),
    },
  ),
});
