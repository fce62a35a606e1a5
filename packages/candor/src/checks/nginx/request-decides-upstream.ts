import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

/** Variables whose text the client chooses. */
const chosen = /^(?:arg_|http_|cookie_|args$|query_string$|request_uri$|uri$|document_uri$|host$|\d$)/;

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  const upstreams = view.model.passes
    .filter(({ target }) => chosen.test(/^\w{2,8}:\/\/[^/]{0,200}?\$\{?(\w{1,100})/.exec(target)?.[1] ?? ''))
    .map((one) => ({ what: `${one.directive} ${one.target}: the client names the host`, at: one }));
  const written = [...descendants(view.model.main)].flatMap((context) =>
    ownDirectives(context, 'return', 'add_header', 'rewrite')
      .filter(({ name, args }) => (name === 'rewrite' ? args.includes('redirect') || args.includes('permanent') : true))
      .filter(({ args }) => args.slice(1).some((each) => /\$\{?(?:uri|document_uri)\b/.test(each)))
      .map((at) => ({ what: `${at.name} ${at.args.join(' ')}: a decoded path may hold a line break`, at })),
  );
  return [...upstreams, ...written];
}

/** NGX-09: no text of the request decides the host of a `proxy_pass`, and no decoded path is written into a header. */
export const requestDecidesUpstream = defineCheck({
  id: 'NGX-09',
  title: 'The request decides where nginx connects, or what it writes into a header',
  questions: ['Q1'],
  severity: 'high',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'no request decides an upstream or breaks a header'),
  whyItMatters:
    'The first lets strangers use the server to reach inner addresses, the second lets them write headers of the answer.',
  verifyByHand: 'sudo nginx -T | grep -nE "proxy_pass .*\\$|return .*\\$uri|add_header .*\\$uri"',
  remediation: {
    text: 'Write upstreams out; use $request_uri instead of $uri in redirects.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['gixy ssrf', 'gixy http_splitting'],
  examples: nginxExamples(
    {
      'an address': siteOf('location / { proxy_pass http://127.0.0.1:3000; }'),
      'the ordinary redirect': siteOf('return 301 https://$host$request_uri;'),
    },
    {
      'from an argument': siteOf('location / { proxy_pass http://$arg_target; }'),
      'a decoded path': siteOf('return 301 https://example.org$uri;'),
    },
  ),
});
