import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readBundle } from '../bundle/read-bundle.js';
import { localhostHasTwoAddresses } from '../checks/nginx/localhost-has-two-addresses.js';
import { runCheck } from '../core/run-checks.js';
import { httpAnswers } from '../facts/exposure.js';
import { nginxConfig, nginxVersion } from '../facts/nginx.js';
import { factStore } from './fact-store.js';
import { parsers } from './index.js';

const folder = join(import.meta.dirname, '../../../../test/bundles/2025-12-12T2242');

describe('nginx in the bundle of 12 December, 22:42', async () => {
  const bundle = await readBundle(folder, Readable.from([]));
  const facts = factStore(bundle, parsers);
  const now = bundle.header.capturedAt;

  it('reads the configuration whole', () => {
    const fact = facts(nginxConfig);
    expect(fact.status === 'known' && fact.complete && fact.value?.model.servers.length).toBe(2);
  });
  it('never states that there is no nginx where its version was not asked', () =>
    expect(facts(nginxVersion).status).toBe('unknown'));
  it('reads the answers of the probes', () => expect(facts(httpAnswers).status).toBe('known'));
  it('fails NGX-04: localhost is ::1 too, and the app is published on 127.0.0.1', () => {
    const [result] = runCheck(localhostHasTwoAddresses, facts, { now, windowSince: now });
    expect(result?.state).toBe('fail');
    expect(result?.what).toContain('[::1]:3000');
  });
});
