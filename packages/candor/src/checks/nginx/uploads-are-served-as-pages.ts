import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { addedHeaders, descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

const uploads = /\/(?:uploads?|media)\b/i;

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) => {
    if (context.kind !== 'location' || !uploads.test(context.args.at(-1) ?? '')) return [];
    const folder = ownDirectives(context, 'alias', 'root')[0];
    const runs = ownDirectives(context, 'fastcgi_pass', 'uwsgi_pass', 'scgi_pass')[0];
    if (runs)
      return [
        { what: `location ${context.args.join(' ')} runs what was uploaded`, at: runs, severity: 'high' as const },
      ];
    const sniffed = !addedHeaders(context).some(({ name }) => name.toLowerCase() === 'x-content-type-options');
    return folder && sniffed
      ? [{ what: `location ${context.args.join(' ')} is served without nosniff`, at: folder }]
      : [];
  });
}

/** NGX-24: folders of uploads are served with `nosniff`, and never run. */
export const uploadsAreServedAsPages = defineCheck({
  id: 'NGX-24',
  title: 'Uploaded files are served as pages of the site',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'uploads are served with care, or not by nginx'),
  whyItMatters: "An uploaded HTML or SVG file runs as a page of the site in the visitor's browser.",
  verifyByHand: 'curl -sI https://example.org/media/ANY.svg | grep -i -E "nosniff|disposition"',
  remediation: {
    text: 'In that location: add_header X-Content-Type-Options nosniff always; add_header Content-Disposition attachment always;',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['payloadcms.com/docs/upload/overview'],
  examples: nginxExamples(
    {
      'no such folder': siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
      'with nosniff': siteOf('location /media/ { alias /srv/media/; add_header X-Content-Type-Options nosniff; }'),
    },
    {
      without: siteOf('location /media/ { alias /srv/media/; }'),
      run: siteOf('location /uploads/ { fastcgi_pass 127.0.0.1:9000; }'),
    },
  ),
});
