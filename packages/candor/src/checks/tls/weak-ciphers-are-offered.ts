import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { descendants, ownDirectives } from '../../formats/nginx/index.js';
import { nginxExamples, siteOf } from '../nginx/example-nginx.js';
import { judgeNginx, type NginxFlaw } from '../nginx/judge-nginx.js';

/** Cipher words that add something weak; those with `!` or `-` in front take it away. */
const weak =
  /^(?:e?NULL|aNULL|EXP(?:ORT)?\d*|RC4|3DES|DES|MD5|LOW|ALL|COMPLEMENTOFALL)(?:[-+]|$)|(?:RC4|DES-CBC|DES-CBC3|NULL|MD5)/;

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  return [...descendants(view.model.main)].flatMap((context) =>
    ownDirectives(context, 'ssl_ciphers').flatMap((at) => {
      const words = (at.args[0] ?? '').split(/[:, ]/).slice(0, 500);
      const removed = new Set(words.filter((word) => /^[!-]/.test(word)).map((word) => word.slice(1)));
      const found = words.filter(
        (word) => !/^[!-]/.test(word) && weak.test(word) && !removed.has(word) && word !== 'ALL',
      );
      return found.length === 0 ? [] : [{ what: `ssl_ciphers offers ${found.join(', ')}`, at }];
    }),
  );
}

/** TLS-04: no NULL, EXPORT, RC4, DES or MD5 cipher in `ssl_ciphers`. */
export const weakCiphersAreOffered = defineCheck({
  id: 'TLS-04',
  title: 'Weak ciphers are offered',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'no weak cipher is offered'),
  whyItMatters: 'What is recorded today can be read with little work.',
  verifyByHand: 'openssl s_client -connect 127.0.0.1:443 -cipher RC4:3DES:NULL < /dev/null',
  remediation: {
    text: 'Leave ssl_ciphers out, or take the intermediate list of the Mozilla generator.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['ssl-config.mozilla.org'],
  examples: nginxExamples(
    {
      'the default': siteOf(''),
      'excluded by name': siteOf('ssl_ciphers HIGH:!aNULL:!MD5;'),
    },
    {
      RC4: siteOf('ssl_ciphers HIGH:RC4-SHA;'),
    },
  ),
});
