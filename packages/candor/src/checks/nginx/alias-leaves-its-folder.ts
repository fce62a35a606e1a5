import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) => {
    if (context.kind !== 'location') return [];
    const path = context.args.at(-1) ?? '';
    const prefix = context.args.length === 1 || context.args[0] === '^~';
    const alias = ownDirectives(context, 'alias')[0];
    const open = prefix && alias !== undefined && !path.endsWith('/') && (alias.args[0] ?? '').endsWith('/');
    return open
      ? [{ what: `location ${path} with alias ${alias.args[0] ?? ''}: ${path}../ leaves the folder`, at: alias }]
      : [];
  });
}

/** NGX-08: a location without a closing slash whose alias has one (`/files../etc`). */
export const aliasLeavesItsFolder = defineCheck({
  id: 'NGX-08',
  title: 'A path outside the folder can be asked for',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'no alias can be left'),
  whyItMatters: 'One request reads files beside the folder, such as the .env of the site.',
  verifyByHand: 'sudo nginx -T | grep -n -B3 alias',
  remediation: {
    text: 'End both the location and the alias with a slash, or neither.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['gixy alias_traversal'],
  examples: nginxExamples(
    {
      'both with a slash': siteOf('location /files/ { alias /srv/files/; }'),
      'both without': siteOf('location /files { alias /srv/files; }'),
      'an exact path': siteOf('location = /icon { alias /srv/icons/; }'),
    },
    {
      'slash on the alias alone': siteOf('location /files { alias /srv/files/; }'),
    },
  ),
});
