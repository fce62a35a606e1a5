import { matchAdvisories } from '../../advisories/match.js';
import { cannotTell, defineCheck, notApplicable, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { advisoryTable } from '../../facts/advisories.js';
import { exampleTable } from '../../facts/examples.js';
import { nginxConfig, nginxVersion } from '../../facts/nginx.js';
import { nginxPartly, nginxSeen, siteOf } from './example-nginx.js';
import { noNginx } from './judge-nginx.js';
import { exampleNginxVersion, nginxConditionOf } from './nginx-conditions.js';

/** NGX-03: which holes this configuration cannot reach (VEX: vulnerable_code_not_in_execute_path); a record, never a finding. */
export const holePreconditions = defineCheck({
  id: 'NGX-03',
  title: 'It is not recorded which holes of nginx this configuration reaches',
  questions: ['Q2'],
  severity: 'informational',
  required: false,
  needs: { version: nginxVersion, nginx: nginxConfig, table: advisoryTable },
  decide({ version, nginx, table }) {
    if (nginx.value === null || version.value === null)
      return notApplicable([...nginx.evidence, ...version.evidence], noNginx);
    const rows = matchAdvisories(table.value, 'nginx', version.value.version).filter(
      ({ precondition }) => precondition !== null,
    );
    const judged = rows.map((row) => ({ id: row.id, ...nginxConditionOf(row.precondition, nginx) }));
    const open = judged.find(({ state }) => state === 'unknown');
    if (open) return cannotTell('unsupported', `${open.id}: ${open.because}`);
    const names = (state: string) =>
      judged
        .filter((each) => each.state === state)
        .map(({ id }) => id)
        .join(', ') || 'none';
    return pass([nginx.value.ref, version.value.ref], {
      what: `by number; not in the execute path: ${names('absent')}; in use: ${names('met')}`,
    });
  },
  whyItMatters: 'A hole in a module that is not used needs no night shift; knowing which one is used does.',
  verifyByHand: 'sudo nginx -T | grep -nE "map |slice|ssi |charset|grpc_pass|rewrite|quic|ssl_session_ticket_key"',
  remediation: { text: 'Nothing to do: this is a record for the other checks and for the VEX document.' },
  references: ['openvex.dev'],
  examples: {
    pass: [
      { title: 'recorded', facts: { version: version(), nginx: nginxSeen(siteOf('')), table: seen(exampleTable([])) } },
      {
        title: 'no nginx',
        facts: { version: seen(null), nginx: seen(null), table: seen(exampleTable([])) },
        expect: 'not-applicable',
      },
    ],
    fail: [],
    blind: [
      { title: 'configuration denied', facts: { version: version(), nginx: unseen(), table: seen(exampleTable([])) } },
      { title: 'a part', facts: { version: version(), nginx: nginxPartly(siteOf('')), table: seen(exampleTable([])) } },
    ],
  },
});

function version() {
  return seen(exampleNginxVersion('1.22.1', exampleRef('nginx.version')));
}
