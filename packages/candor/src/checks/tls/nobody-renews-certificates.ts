import { cannotTell, defineCheck, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import { type EvidenceRef, isNonEmpty } from '../../core/evidence.js';
import { exampleNow, exampleRef, partlySeen, seen, unseen } from '../../core/example.js';
import { type Certificate, certificates } from '../../facts/exposure.js';
import { type ScheduledCommand, scheduledCommands } from '../../facts/host.js';
import { systemdTimers } from '../../facts/host-settings.js';
import { exampleCertificate } from './judge-certificates.js';
import { exampleTimer, renewsCertificates } from './renewal.js';

const dayMs = 86_400_000;
/** Certificates that live longer are bought or issued by an edge for years, and put in place by hand. */
const renewedByMachine = 200 * dayMs;
/** A certificate of ninety days is renewed after sixty; past five sixths of its life a renewal has failed. */
const lateShare = 5 / 6;

function isLate({ notBefore, notAfter }: Certificate, now: Date): boolean {
  return now.getTime() - notBefore.getTime() > (notAfter.getTime() - notBefore.getTime()) * lateShare;
}

/** TLS-08: somebody renews, and the last time worked. */
export const nobodyRenewsCertificates = defineCheck({
  id: 'TLS-08',
  title: 'Nobody renews the certificates',
  questions: ['Q1'],
  severity: 'medium',
  required: false,
  needs: { certificates },
  uses: { timers: systemdTimers, cron: scheduledCommands },

  decide({ certificates: found, timers, cron }, { now }): Outcome {
    const own = found.value.filter(
      ({ notBefore, notAfter }) => notAfter.getTime() - notBefore.getTime() < renewedByMachine,
    );
    if (own.length === 0)
      return notApplicable(found.evidence, 'no certificate here lives so short that a machine renews it');
    const late = own.find((certificate) => certificate.where === 'served' && isLate(certificate, now));
    if (late)
      return fail([late.ref], {
        what: `${late.name} was to be renewed by now and is of ${late.notBefore.toISOString().slice(0, 10)}`,
        location: late.name,
      });
    const planned =
      timers.status === 'known' ? timers.value.filter(({ unit, planned }) => planned && renewsCertificates(unit)) : [];
    const commands =
      cron.status === 'known' ? cron.value.filter(({ command, file }) => renewsCertificates(`${file} ${command}`)) : [];
    const refs: EvidenceRef[] = [...planned, ...commands].map(({ ref }) => ref);
    if (isNonEmpty(refs)) return pass(refs, { what: `${refs.length} job(s) renew, and no certificate is overdue` });
    const looked = timers.status === 'known' && timers.complete && cron.status === 'known' && cron.complete;
    return looked
      ? fail([...timers.evidence, ...cron.evidence], {
          what: 'no timer and no cron job renews certificates',
          location: 'systemd timers, cron',
        })
      : cannotTell('not-collected', 'timers and cron were not both read', {
          settle: 'systemctl list-timers --all | grep -iE "certbot|acme|lego"',
        });
  },
  whyItMatters: 'A certificate of ninety days that is renewed by hand ends on a holiday.',
  verifyByHand: 'systemctl list-timers --all | grep -iE "certbot|acme|lego"; sudo certbot certificates',
  remediation: {
    text: 'Let a timer renew, and try it once.',
    commands: ['sudo systemctl enable --now certbot.timer', 'sudo certbot renew --dry-run'],
  },
  references: ['eff-certbot.readthedocs.io/en/stable/using.html#automated-renewals'],
  examples: {
    pass: [
      { title: 'a timer', facts: { certificates: seen([short()]), timers: seen([exampleTimer()]) } },
      { title: 'acme.sh in cron', facts: { certificates: seen([short()]), cron: seen([cronLine()]) } },
      {
        title: 'for fifteen years',
        facts: { certificates: seen([short({ notAfter: new Date('2040-01-01') })]) },
        expect: 'not-applicable',
      },
      { title: 'no TLS here', facts: { certificates: seen([], exampleRef('host.sockets')) }, expect: 'not-applicable' },
    ],
    fail: [
      {
        title: 'no job',
        facts: {
          certificates: seen([short()]),
          timers: seen([], exampleRef('host.systemd-timers')),
          cron: seen([], exampleRef('host.cron')),
        },
      },
      {
        title: 'a timer that does not work',
        facts: {
          certificates: seen([
            short({
              notBefore: new Date(exampleNow.getTime() - 80 * dayMs),
              notAfter: new Date(exampleNow.getTime() + 10 * dayMs),
            }),
          ]),
          timers: seen([exampleTimer()]),
        },
      },
    ],
    blind: [
      { title: 'no certificate was seen', facts: { certificates: unseen() } },
      { title: 'perhaps none', facts: { certificates: partlySeen([]) } },
      { title: 'timers not read', facts: { certificates: seen([short()]), timers: unseen(), cron: seen([]) } },
    ],
  },
});

function short(change: Partial<Certificate> = {}): Certificate {
  return exampleCertificate(change);
}

function cronLine(): ScheduledCommand {
  return {
    kind: 'cron',
    file: '/var/spool/cron/crontabs/root',
    user: 'root',
    schedule: '17 3 * * *',
    command: '"/root/.acme.sh"/acme.sh --cron',
    packageOwned: null,
    subject: 'host',
    ref: exampleRef('host.cron'),
  };
}
