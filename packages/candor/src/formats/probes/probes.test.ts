import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMongoLook } from './mongo-look.js';
import { readHttpProbes, readListenProbes, readMongoProbe } from './probe-results.js';
import { readCertificates } from './read-certificates.js';
import { readCycloneDx, readGitleaks, readGixy, readGrype, readLynis, readTestssl, readTrivy } from './scanners.js';

/** A self-signed certificate made for this test. */
const PEM = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBvjCCAWOgAwIBAgIUPrntmYhfqmYAn1b3zBbHi09l2dAwCgYIKoZIzj0EAwIw',
  'IDEeMBwGA1UEAwwVY29udGVudC5yYWRpby5leGFtcGxlMB4XDTI2MTEyMjE2Mzg0',
  'M1oXDTI2MTIyMjE2Mzg0M1owIDEeMBwGA1UEAwwVY29udGVudC5yYWRpby5leGFt',
  'cGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEkH0x4sq8idb0EN+sT0SeBT2G',
  'BMoTKDMRuYHDOjxDhbUSX0cCgQ6YObP8MeJ/gxDIWtVRMPqtE5jfmBKWyFmoWqN7',
  'MHkwHQYDVR0OBBYEFLFwuHQ+Fler9+pRc0NprI4IRH6OMB8GA1UdIwQYMBaAFLFw',
  'uHQ+Fler9+pRc0NprI4IRH6OMA8GA1UdEwEB/wQFMAMBAf8wJgYDVR0RBB8wHYIV',
  'Y29udGVudC5yYWRpby5leGFtcGxlhwTLAHEsMAoGCCqGSM49BAMCA0kAMEYCIQCR',
  'M8zGfs4wTk6BStlQY47S7B5JD87MgfQHdS7K9oqpSgIhAOvqQ8xLV9BDHLK5EW3K',
  'FOilLQTXsfZu/yNjuuw5QUWm',
  '-----END CERTIFICATE-----',
].join('\n');

describe('probes', () => {
  it('reads the HTTP probes of the case', () => {
    const file = new URL('../../../../../test/bundles/2025-12-12T1800/artifacts/08-http-probe.ndjson', import.meta.url);
    expect(readHttpProbes(readFileSync(file, 'utf8'))).toMatchObject({
      ok: true,
      value: [
        { status: 200 },
        { status: null, error: 'ECONNREFUSED' },
        { headers: new Map([['server', 'cloudflare']]), line: 3 },
      ],
      warnings: [],
    });
    expect(readHttpProbes('{"status":200}').ok).toBe(false);
  });

  it('reads connects from elsewhere', () => {
    const text =
      '{"from":"external:caller","to":"203.0.113.44","port":3000,"family":4,"result":"open"}\n{"to":"x","port":0,"result":"open"}\n{"to":"x","port":1,"result":"maybe"}';
    expect(readListenProbes(text)).toMatchObject({
      value: [{ port: 3000, family: 'ipv4', result: 'open' }],
      warnings: [{ line: 2 }, { line: 3 }],
    });
  });

  it('reads the database probe', () => {
    expect(readMongoProbe('{"reachable":true,"helloOk":true,"version":"8.2.0","authRequired":false}')).toMatchObject({
      value: { authRequired: false, commandLine: [] },
    });
    expect(readMongoProbe('{}').ok).toBe(false);
  });

  it('reads what a login was told of MongoDB, and nothing into a probe without one', () => {
    const look = {
      reachable: true,
      login: { state: 'ok', detail: '' },
      users: [{ user: 'site@site', print: 'p', roles: ['readWrite@site', 7] }, { name: 'x' }, 'y'],
      storedScripts: ['site.system.js: sum'],
      featureCompatibilityVersion: '8.0',
      backup: { folder: '/b', newestAt: '2026-11-21T03:00:00.000Z', newestBytes: 4, problem: null },
    };
    expect(readMongoLook(JSON.stringify(look))).toMatchObject({
      value: {
        login: { state: 'ok', detail: '' },
        users: [{ user: 'site@site', print: 'p', roles: ['readWrite@site'] }],
        storedScripts: ['site.system.js: sum'],
        featureCompatibilityVersion: '8.0',
        backup: { folder: '/b', newestAt: new Date('2026-11-21T03:00:00Z'), newestBytes: 4, problem: null },
      },
    });
    const none = { login: null, users: null, storedScripts: null, featureCompatibilityVersion: null, backup: null };
    expect(readMongoLook('{"reachable":true,"users":"all","storedScripts":{"a":1},"login":[]}')).toMatchObject({
      value: none,
    });
  });

  it('reads certificates and keeps the good one beside a bad one', () => {
    const bad = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    expect(readCertificates(`subject=x\n${PEM}\n${bad}`)).toMatchObject({
      ok: true,
      value: [
        {
          subject: 'CN=content.radio.example',
          isSelfSigned: true,
          names: ['content.radio.example', '203.0.113.44'],
          keyType: 'ec',
          line: 2,
        },
      ],
      warnings: [{ message: 'not an X.509 certificate' }],
    });
    expect([
      readCertificates(bad).ok,
      readCertificates('').ok,
      readCertificates('-----BEGIN CERTIFICATE-----').ok,
    ]).toEqual([false, false, false]);
  });
});

describe('scanners', () => {
  it.each([
    [
      'trivy',
      readTrivy,
      '{"Results":[{"Target":"t","Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"next","InstalledVersion":"15.3.2","FixedVersion":"15.3.6","Severity":"CRITICAL"}],"Secrets":[{"RuleID":"key","Match":"hunter2"}]}]}',
      [
        { id: 'CVE-1', severity: 'critical', target: 'next', fixedVersion: '15.3.6' },
        { id: 'key', target: 't' },
      ],
    ],
    [
      'grype',
      readGrype,
      '{"matches":[{"vulnerability":{"id":"GHSA-1","severity":"High","fix":{"versions":["2"]}},"artifact":{"name":"a","version":"1"}},{}]}',
      [{ id: 'GHSA-1', severity: 'high', fixedVersion: '2' }],
    ],
    [
      'CycloneDX',
      readCycloneDx,
      '{"bomFormat":"CycloneDX","components":[{"group":"@s","name":"a","components":[{"name":"b","version":"1"}]}]}',
      [{ name: '@s/a' }, { name: 'b', version: '1' }],
    ],
    [
      'gitleaks',
      readGitleaks,
      '[{"RuleID":"aws","File":".env","StartLine":3,"Secret":"hunter2"}]',
      [{ id: 'aws', target: '.env:3' }],
    ],
    [
      'testssl',
      readTestssl,
      '[{"id":"TLS1","severity":"LOW","finding":"offered","ip":"x/1.2.3.4"}]',
      [{ id: 'TLS1', severity: 'low' }],
    ],
    [
      'testssl pretty',
      readTestssl,
      '{"scanResult":[{"protocols":[{"id":"TLS1","severity":"LOW"}]}]}',
      [{ id: 'TLS1' }],
    ],
    [
      'gixy',
      readGixy,
      '[{"plugin":"ssrf","severity":"HIGH","summary":"s","path":"/etc/nginx/nginx.conf"}]',
      [{ id: 'ssrf', severity: 'high' }],
    ],
    [
      'lynis',
      readLynis,
      '# x\nos=Linux\nwarning[]=SSH-1|root may log in|-|\n',
      [{ id: 'SSH-1', severity: 'warning', target: null, line: 3 }],
    ],
  ])('reads %s', (_name, read, text, expected) => {
    const reading = read(text);
    expect(reading).toMatchObject({ ok: true, value: expected });
    expect(JSON.stringify(reading)).not.toContain('hunter2');
  });

  it.each([readTrivy, readGrype, readCycloneDx, readGitleaks, readTestssl, readGixy, readLynis])(
    '%o refuses other text',
    (read) => {
      expect(read('hello').ok).toBe(false);
      expect(read('{"a":1}').ok).toBe(false);
    },
  );
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const read of [readTrivy, readGrype, readCycloneDx, readGitleaks, readTestssl, readGixy, readLynis])
        read(text);
      for (const read of [readHttpProbes, readListenProbes, readMongoProbe, readMongoLook, readCertificates])
        read(text);
    }),
  );
});
