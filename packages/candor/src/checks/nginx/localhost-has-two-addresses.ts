import { cannotTell, defineCheck, notApplicable } from '../../core/check.js';
import { exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { addressScope, bareAddress } from '../../facts/address-scope.js';
import { exampleListener } from '../../facts/examples.js';
import { localhostAddresses } from '../../facts/host.js';
import { nginxConfig } from '../../facts/nginx.js';
import { hostListeners, type Listener } from '../../facts/sockets.js';
import { nginxPartly, nginxSeen, siteOf } from './example-nginx.js';
import { flawsOutcome, noNginx } from './judge-nginx.js';

/** True when something answers on the IPv6 loopback at this port. */
function answersV6(listeners: readonly Listener[], port: number): boolean {
  return listeners.some(
    (each) =>
      each.proto === 'tcp' &&
      each.port === port &&
      (bareAddress(each.address) === '::1' ||
        (each.family === 6 && addressScope(each.address) === 'all') ||
        each.address === '*'),
  );
}

/** NGX-04: `proxy_pass http://localhost:…` where localhost is ::1 too and the app is bound to IPv4 only. */
export const localhostHasTwoAddresses = defineCheck({
  id: 'NGX-04',
  title: 'nginx asks localhost over IPv6, where the app does not answer',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { nginx: nginxConfig },
  uses: { localhost: localhostAddresses, listeners: hostListeners },
  decide({ nginx, localhost, listeners }) {
    const view = nginx.value;
    if (view === null) return notApplicable(nginx.evidence, noNginx);
    const passes = view.model.passes.filter(({ servers }) => servers.some(({ host }) => host === 'localhost'));
    if (passes.length === 0) return flawsOutcome(view, [], 'no upstream is named localhost');
    const settle = 'getent ahosts localhost; ss -tln';
    if (localhost.status !== 'known')
      return cannotTell(localhost.reason, 'what localhost resolves to was not asked', { settle });
    if (!localhost.value.some((address) => address.includes(':'))) {
      return localhost.complete
        ? flawsOutcome(view, [], 'localhost is 127.0.0.1 alone here')
        : cannotTell('not-collected', 'only a part of what localhost resolves to was seen', { settle });
    }
    if (listeners.status !== 'known')
      return cannotTell(listeners.reason, 'the listening sockets were not seen', { settle });
    const deaf = passes.filter(({ servers }) =>
      servers.some(({ host, port }) => host === 'localhost' && !answersV6(listeners.value, port ?? 80)),
    );
    const flaws = deaf.map((one) => ({
      what: `${one.directive} ${one.target}: localhost is ${localhost.value.join(' and ')} here, and nothing listens on [::1]:${one.servers[0]?.port ?? 80}`,
      at: one,
    }));
    return flawsOutcome(view, flaws, 'the app answers on both addresses of localhost');
  },
  whyItMatters:
    'Each second request meets "connection refused" first, and the error log fills with lines that hide the real ones.',
  verifyByHand: 'getent ahosts localhost; sudo nginx -T | grep -n "proxy_pass.*localhost"',
  remediation: {
    text: 'Write 127.0.0.1 instead of localhost, or publish the app on [::1]:3000 as well; never on :: for all interfaces.',
    commands: [
      "sudo sed -i 's#http://localhost:#http://127.0.0.1:#' /etc/nginx/sites-enabled/*",
      'sudo nginx -t && sudo systemctl reload nginx',
    ],
  },
  references: ['nginx.org/en/docs/http/ngx_http_upstream_module.html#server'],
  examples: {
    pass: [
      { title: 'an address', facts: { nginx: nginxSeen(siteOf('location / { proxy_pass http://127.0.0.1:3000; }')) } },
      { title: 'localhost is IPv4 alone', facts: { nginx: local(), localhost: seen(['127.0.0.1']) } },
      {
        title: 'the app answers on both',
        facts: {
          nginx: local(),
          localhost: seen(['::1', '127.0.0.1']),
          listeners: seen([exampleListener(), exampleListener({ family: 6, address: '::1' })]),
        },
      },
      { title: 'no nginx', facts: { nginx: seen(null, exampleRef('host.processes')) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'IPv4 alone is published',
        facts: { nginx: local(), localhost: seen(['::1', '127.0.0.1']), listeners: seen([exampleListener()]) },
      },
    ],
    blind: [
      { title: 'denied', facts: { nginx: unseen() } },
      { title: 'the name was not asked', facts: { nginx: local(), localhost: unseen() } },
      { title: 'a part of the addresses', facts: { nginx: local(), localhost: partlySeen(['127.0.0.1']) } },
      { title: 'sockets not seen', facts: { nginx: local(), localhost: seen(['::1']), listeners: unseen() } },
      { title: 'an included file is missing', facts: { nginx: nginxPartly(siteOf('')) } },
    ],
  },
});

function local() {
  return nginxSeen(siteOf('location / { proxy_pass http://localhost:3000; }'));
}
