import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadAdvisoryTable, shippedTable } from './load-table.js';
import { queryNpmBulk } from './query-npm-bulk.js';
import { queryOsv } from './query-osv.js';
import { refreshCache } from './refresh.js';

const fresh = { ...shippedTable(), retrievedAt: '2026-11-30T00:00:00Z' };
const osv = {
  vulns: [
    {
      id: 'GHSA-xxxx-yyyy-zzzz',
      aliases: ['CVE-2027-1'],
      summary: 'Bad',
      published: '2027-01-02T03:04:05Z',
      database_specific: { severity: 'CRITICAL' },
      affected: [
        {
          package: { name: 'next', ecosystem: 'npm' },
          ranges: [{ type: 'SEMVER', events: [{ introduced: '16.0.0' }, { fixed: '16.4.7' }] }],
        },
      ],
    },
  ],
};
const bulk = {
  next: [
    {
      url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
      title: 'Bad',
      severity: 'moderate',
      vulnerable_versions: '>=1.0.0 <2.0.0 || 3.0.0',
    },
  ],
};

const seen: { method: string; url: string; body: string; headers: IncomingMessage['headers'] }[] = [];
const server = createServer((request: IncomingMessage, response: ServerResponse) => {
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', body, headers: request.headers });
    answer(request.url ?? '', response);
  });
});

function answer(url: string, response: ServerResponse): void {
  const bodies: Record<string, string> = {
    '/table': JSON.stringify(fresh),
    '/osv': JSON.stringify(osv),
    '/bulk': JSON.stringify(bulk),
    '/wrong': '{"format":"other"}',
    '/html': '<!doctype html>',
    '/range': JSON.stringify({ ...fresh, rows: [{ ...fresh.rows[0], affected: ['not a range!'] }] }),
  };
  if (url === '/moved') response.writeHead(302, { location: '/table' }).end();
  else if (url in bodies) response.end(bodies[url]);
  else response.writeHead(405).end();
}

let base = '';
let folder = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = mkdtempSync(join(tmpdir(), 'candor-advisories-'));
});
beforeEach(() => seen.splice(0));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe('refreshing the table', () => {
  it('keeps a valid table, which then serves, with one GET that says nothing about the host', async () => {
    expect(await refreshCache(fetch, { folder, suffix: 'a', url: `${base}/table` })).toMatchObject({ ok: true });
    expect(readdirSync(folder)).toEqual(['advisories.json']);
    expect(loadAdvisoryTable(new Date('2026-12-01T00:00:00Z'), folder).ageDays).toBe(1);
    expect(seen.map((each) => [each.method, each.url, each.body])).toEqual([['GET', '/table', '']]);
    expect(Object.keys(seen[0]?.headers ?? {}).filter((name) => name === 'cookie' || name === 'referer')).toEqual([]);
  });
  it.each([
    ['/missing', 'refused'],
    ['/wrong', 'invalid'],
    ['/html', 'invalid'],
    ['/range', 'invalid'],
    ['/moved', 'unreachable'],
  ])('refuses %s as %s and keeps what is there', async (path, reason) => {
    expect(await refreshCache(fetch, { folder, suffix: 'b', url: `${base}${path}` })).toMatchObject({
      ok: false,
      reason,
    });
    expect(loadAdvisoryTable(new Date('2026-12-01T00:00:00Z'), folder).ageDays).toBe(1);
  });
  it('says timeout when nobody answers in time', async () => {
    const silent = () => Promise.reject(new DOMException('too long', 'TimeoutError'));
    expect(await refreshCache(silent, { folder, suffix: 'c', url: base })).toMatchObject({
      ok: false,
      reason: 'timeout',
    });
  });
  it('falls back to the shipped table when the cache is damaged', () => {
    writeFileSync(join(folder, 'advisories.json'), '{"format":');
    expect(loadAdvisoryTable(new Date('2026-12-01T00:00:00Z'), folder).ageDays).toBe(9);
  });
});

describe('services asked on request', () => {
  it('reads OSV events as ranges', async () => {
    const outcome = await queryOsv(fetch, 'next', `${base}/osv`);
    expect(outcome).toMatchObject({
      ok: true,
      rows: [
        {
          id: 'CVE-2027-1',
          severity: 'critical',
          affected: ['>=16.0.0-0 <16.4.7'],
          fixed: ['16.4.7'],
          published: '2027-01-02',
        },
      ],
    });
    expect(seen[0]?.body).toBe('{"package":{"name":"next","ecosystem":"npm"}}');
  });
  it('reads the bulk endpoint', async () => {
    expect(await queryNpmBulk(fetch, { next: ['1.5.0'] }, `${base}/bulk`)).toMatchObject({
      ok: true,
      rows: [{ id: 'GHSA-aaaa-bbbb-cccc', severity: 'medium', affected: ['>=1.0.0 <2.0.0', '3.0.0'] }],
    });
  });
  it.each([
    ['/missing', 'refused'],
    ['/html', 'invalid'],
  ])('says what is wrong with %s', async (path, reason) => {
    expect(await queryOsv(fetch, 'next', `${base}${path}`)).toMatchObject({ ok: false, reason });
    expect(await queryNpmBulk(fetch, {}, `${base}${path}`)).toMatchObject({ ok: false, reason });
  });
});
