import { defineCheck } from '../../core/check.js';
import { type NginxView, nginxConfig } from '../../facts/nginx.js';
import { nginxExamples, siteOf } from './example-nginx.js';
import { judgeNginx, type NginxFlaw } from './judge-nginx.js';

/** Dynamic modules that Debian and Ubuntu ship, by file name. */
const ordinary =
  /^ngx_(?:http_(?:geoip2?|image_filter|xslt_filter|perl|brotli_(?:filter|static)|headers_more_filter|cache_purge|dav_ext|echo|fancyindex|subs_filter|upstream_fair|uploadprogress|auth_pam|ndk)|mail|stream(?:_geoip2?)?|ndk_http|rtmp|nchan)_module\.so$/;
/** Folders that root alone writes. */
const places = /^(?:modules\/|\/usr\/(?:lib|share|lib64)\/nginx\/modules\/|\/etc\/nginx\/modules\/)/;

function flawsOf(view: NginxView): readonly NginxFlaw[] {
  const foreign = view.model.modules
    .filter(({ path }) => !places.test(path) && !/^[^/]+$/.test(path))
    .map((at) => ({ what: `module ${at.path} lies outside nginx's own folders`, at }));
  const unusual = view.model.modules
    .filter(({ path }) => places.test(path) && !ordinary.test(path.split('/').at(-1) ?? ''))
    .map((at) => ({
      what: `module ${at.path} is not one of the distribution's usual ones`,
      at,
      severity: 'medium' as const,
    }));
  const code = view.model.codeDirectives.map((at) => ({
    what: `${at.name} runs code inside nginx`,
    at,
    severity: 'medium' as const,
  }));
  return [...foreign, ...unusual, ...code];
}

/** NGX-27: modules of the distribution alone, and no scripts inside the configuration. */
export const unusualModuleIsLoaded = defineCheck({
  id: 'NGX-27',
  title: 'nginx loads code that a web server does not need',
  questions: ['Q1', 'Q6'],
  severity: 'high',
  required: false,
  needs: { nginx: nginxConfig },
  decide: ({ nginx }) => judgeNginx(nginx, flawsOf, 'no foreign module, no code in the configuration'),
  whyItMatters: 'A module sees every request and password, runs as root at start, and survives a rebuilt app.',
  verifyByHand: 'sudo nginx -T | grep -nE "load_module|_by_lua|js_"; dpkg -S /usr/lib/nginx/modules/*',
  remediation: {
    text: 'Remove the module and keep a copy with its hash; find out who put it there.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['attack.mitre.org/techniques/T1505/004'],
  examples: nginxExamples(
    {
      none: siteOf(''),
    },
    {
      lua: siteOf('access_by_lua_block { return } '),
    },
  ),
});
