import { cannotTell, defineCheck, fail, notApplicable, pass } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { shellWord } from '../../core/shell-word.js';
import { nginxConfig } from '../../facts/nginx.js';
import { type NginxModuleFile, nginxModuleFiles } from '../../facts/nginx-modules.js';
import { plural } from '../shared/plural.js';

/** PER-13: module files of nginx that no package owns unchanged (ATT&CK T1505.004). */
export const nginxModuleHasNoPackage = defineCheck({
  id: 'PER-13',
  title: 'nginx can load a module that no package owns',
  questions: ['Q6'],
  severity: 'high',
  required: false,
  needs: { nginxModuleFiles },
  uses: { nginxConfig },
  decide: (facts) => {
    const files = facts.nginxModuleFiles.value;
    const foreign = files.filter(({ packageOwned }) => packageOwned === false);
    if (foreign.length > 0) {
      return foreign.slice(0, 20).map(({ path, ref }) =>
        fail([ref], {
          what: `${path} belongs to no package, or not with this content`,
          location: path,
          verifyByHand: `dpkg -S "$(readlink -f ${shellWord(path)})"; sha256sum ${shellWord(path)}`,
        }),
      );
    }
    const unseenOwners = files.filter(({ packageOwned }) => packageOwned === null);
    if (unseenOwners.length > 0) {
      return cannotTell(
        'unsupported',
        `who owns ${plural(unseenOwners.length, 'module file')} could not be looked up`,
        {
          settle: 'dpkg -S /usr/lib/nginx/modules/*',
          evidence: facts.nginxModuleFiles.evidence,
        },
      );
    }
    const { nginxConfig: config } = facts;
    if (files.length === 0 && config.status === 'known' && config.complete && config.value === null)
      return notApplicable(config.evidence, 'no nginx serves on this host');
    return pass(facts.nginxModuleFiles.evidence, { what: `${plural(files.length, 'module file')}, each of a package` });
  },
  whyItMatters: 'A module sees every request and every password, runs as root at start, and survives a rebuilt app.',
  verifyByHand: 'dpkg -S /usr/lib/nginx/modules/* "$(readlink -f /etc/nginx/modules-enabled/*)"',
  remediation: {
    text: 'Keep a copy with its hash, remove it from modules-enabled, and find out who put it there.',
    commands: ['sudo nginx -t && sudo systemctl reload nginx'],
  },
  references: ['ATT&CK T1505.004'],
  examples: {
    pass: [
      { title: 'modules of packages', facts: { nginxModuleFiles: seen([moduleFile(true)]) } },
      { title: 'no modules', facts: { nginxModuleFiles: seen([]) } },
      {
        title: 'no nginx',
        facts: { nginxModuleFiles: seen([]), nginxConfig: seen(null) },
        expect: 'not-applicable',
      },
    ],
    fail: [
      { title: 'a module that somebody copied there', facts: { nginxModuleFiles: partlySeen([moduleFile(false)]) } },
      { title: 'one of two', facts: { nginxModuleFiles: seen([moduleFile(true), moduleFile(false)]) } },
    ],
    blind: [
      { title: 'not looked up', facts: { nginxModuleFiles: unseen() } },
      { title: 'a part', facts: { nginxModuleFiles: partlySeen([]) } },
      { title: 'no package database', facts: { nginxModuleFiles: seen([moduleFile(null)]) } },
    ],
  },
});

function moduleFile(packageOwned: boolean | null): NginxModuleFile {
  const path = '/usr/lib/nginx/modules/ngx_http_geoip2_module.so';
  return { path, packageOwned, ref: exampleRef('host.package-owners', 'host', 12) };
}
