import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArtifactId } from '../core/artifact-catalogue.js';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact, Bundle } from '../core/evidence.js';
import type { Fact, FactSpec } from '../core/fact.js';
import { containers } from '../facts/containers.js';
import { certificates, httpAnswers, outsideProbes } from '../facts/exposure.js';
import {
  accounts,
  authorizedKeys,
  backportedFixes,
  collectorSelf,
  hostIdentity,
  hostPackages,
  localhostAddresses,
  packageDeviations,
  pendingUpdates,
  preloadedLibraries,
  scheduledCommands,
  secretFiles,
  sshConfig,
  strayExecutables,
  units,
} from '../facts/host.js';
import { watchedFiles } from '../facts/host-settings.js';
import { nginxConfig, nginxVersion } from '../facts/nginx.js';
import { processes } from '../facts/processes.js';
import { startupFiles } from '../facts/startup-files.js';
import { factStore } from './fact-store.js';
import { parsers } from './index.js';

const at = new Date('2026-11-20T12:00:00Z');

function artifact(id: ArtifactId, text: string): Artifact {
  return {
    id,
    subject: id === 'docker.inspect' ? 'container:site-app-1' : 'host',
    order: 0,
    path: `artifacts/${id}`,
    source: null,
    filtered: false,
    capturedAt: at,
    status: 'ok',
    detail: null,
    ...contentOf(text),
  };
}

function read<T>(spec: FactSpec<T>, made: readonly Artifact[]): Fact<T> {
  const bundle: Bundle = {
    header: {
      format: 'candor-evidence/1',
      capturedAt: at,
      collector: { name: 'test', version: '0', mode: 'manual' },
      host: { name: 'web-1', cpus: null, memoryBytes: null, timezone: null },
      window: { since: null },
      privileges: { uid: 0 },
    },
    artifacts: made,
    warnings: [],
  };
  return factStore(bundle, parsers)(spec);
}

/** Facts with the artefacts that they are read from. */
const table: readonly (readonly [spec: FactSpec<unknown>, ids: readonly ArtifactId[]])[] = [
  [nginxConfig, ['nginx.config']],
  [nginxVersion, ['nginx.version']],
  [processes, ['host.processes']],
  [containers, ['docker.inspect', 'docker.ps']],
  [httpAnswers, ['http.probe']],
  [outsideProbes, ['host.listen-probe']],
  [certificates, ['tls.certificate']],
  [hostIdentity, ['host.os-release', 'host.uname']],
  [hostPackages, ['host.packages']],
  [packageDeviations, ['host.package-verify']],
  [pendingUpdates, ['host.pending-updates']],
  [backportedFixes, ['host.package-changelogs']],
  [sshConfig, ['ssh.config']],
  [authorizedKeys, ['ssh.authorized-keys']],
  [accounts, ['host.users']],
  [scheduledCommands, ['host.cron']],
  [units, ['host.systemd-units']],
  [preloadedLibraries, ['host.ld-preload']],
  [secretFiles, ['host.files']],
  [strayExecutables, ['host.files']],
  [watchedFiles, ['host.files']],
  [localhostAddresses, ['host.resolver']],
  [collectorSelf, ['collector.self']],
  [startupFiles, ['host.profile-scripts', 'host.persistence']],
];

/** Text in which some line is of no format: control characters and a letter that no tool prints. */
const garbage = fc
  .array(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), { maxLength: 12 })
  .map((lines) => [...lines, '\u0001}{ \u0416\u0007 "'].join('\n'));

/** Pieces of real formats, put together at random and cut somewhere. */
const piece = fc.constantFrom(
  '{"kind":"secret","path":"/srv/.env","mode":"0644"',
  '{"pid":1,"argv":["x"],"uid":',
  '[{"Id":"a","State":{"Running":true}}',
  '# configuration file /etc/nginx/nginx.conf:',
  'server { listen 443 ssl; location / { proxy_pass http://$host; }',
  '==> /etc/cron.d/x <==',
  '* * * * * root ',
  'root:x:0:0:root:/root',
  'Inst openssl [1] (2 Debian-Security:12',
  'nginx (1.22.1-9) bookworm-security; urgency=medium',
  '-----BEGIN CERTIFICATE-----',
  'ssh-ed25519 AAAA',
  '??5??????   /usr/bin/ps',
  'permitrootlogin',
  '\\',
  '"',
);
const broken = fc
  .tuple(fc.array(fc.oneof(piece, fc.string({ maxLength: 30 })), { maxLength: 20 }), fc.nat())
  .map(([lines, cut]) => lines.join('\n').slice(0, Math.max(1, cut % 600)));

describe('parsers of evidence from a hostile host', () => {
  describe.each(table.map(([spec, ids]) => ({ name: spec.id, spec, ids })))('$name', ({ spec, ids }) => {
    const made = (text: string) => ids.map((id) => artifact(id, text));

    it('never throws, whatever the artefact holds', () => {
      fc.assert(
        fc.property(fc.oneof(garbage, broken), (text) => {
          const fact = read(spec, made(text));
          if (fact.status === 'unknown') expect(fact.detail).not.toContain('the parser failed');
        }),
        { numRuns: 150 },
      );
    });

    it('is never known and complete from garbage', () => {
      fc.assert(
        fc.property(garbage, (text) => {
          const fact = read(spec, made(text));
          expect(fact.status === 'known' && fact.complete).toBe(false);
        }),
        { numRuns: 150 },
      );
    });
  });
});
