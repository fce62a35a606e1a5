import { describe, expect, test } from 'vitest';
import { exampleRef } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { advisoryTable } from '../../facts/advisories.js';
import { nodeApps } from '../../facts/app.js';
import { containers } from '../../facts/containers.js';
import { exampleApp, exampleContainer, exampleTable } from '../../facts/examples.js';
import { type AuthorizedKey, authorizedKeys, sshConfig } from '../../facts/host.js';
import { policy } from '../../facts/policy.js';
import type { FileKind, SourceFile } from '../model.js';
import { remedyFor } from '../plan-fixes.js';
import { contextOf, failed } from '../testing/fix-context.js';
import { given } from '../testing/given.js';
import { setKeyword } from '../text/sshd-text.js';
import { raisedNode, withUser } from './dockerfile.js';

const file = (path: string, kind: FileKind, text: string, subject = 'host'): SourceFile => ({
  path,
  kind,
  text,
  subject,
});

describe('Dockerfiles', () => {
  test.each([
    [
      'before the command',
      'FROM node:24\nCOPY . .\nEXPOSE 3000\n# start\nCMD ["node", "x"]\n',
      'FROM node:24\nCOPY . .\nEXPOSE 3000\n# start\nUSER node\nCMD ["node", "x"]\n',
    ],
    ['in the place of root', 'FROM node:24\nUSER root # why\nCMD x\n', 'FROM node:24\nUSER node\nCMD x\n'],
    [
      'of the last stage',
      'FROM node:24 AS build\nUSER node\nRUN x\nFROM alpine\nCOPY --from=build /x /x\nENTRYPOINT ["/x"]',
      'FROM node:24 AS build\nUSER node\nRUN x\nFROM alpine\nCOPY --from=build /x /x\nUSER 1000:1000\nENTRYPOINT ["/x"]',
    ],
    ['behind what writes after the command', 'FROM node:24\nCMD x\nRUN y\n', 'FROM node:24\nCMD x\nRUN y\nUSER node\n'],
    ['at an end without a line feed', 'FROM node:24\nRUN y', 'FROM node:24\nRUN y\nUSER node'],
    ['with carriage returns', 'FROM node:24\r\nCMD x\r\n', 'FROM node:24\r\nUSER node\r\nCMD x\r\n'],
  ])('USER %s', (_name, before, after) => {
    expect(withUser(before)).toMatchObject({ value: after });
  });

  test.each([
    ['node:18', 'node:24'],
    ['node:18-alpine', 'node:24-alpine'],
    ['node:18.20.1-alpine3.17', 'node:24-alpine'],
    ['node:20-bookworm-slim', 'node:24-bookworm-slim'],
    ['node:16-buster', 'node:24-bookworm'],
    ['docker.io/library/node:20-slim', 'docker.io/library/node:24-slim'],
    ['node:24', null],
    ['node:latest', null],
    ['node:18@sha256:aa', null],
    ['registry.example.org/node-app:18', null],
  ])('%s becomes %s', (before, after) => {
    expect(raisedNode(before, '24')).toBe(after);
  });

  test('the base image of what a service is built from', () => {
    const sources = [
      file('/srv/site/compose.yaml', 'compose', 'services:\n  app:\n    build: ./app\n', 'project:site'),
      file(
        '/srv/site/app/Dockerfile',
        'dockerfile',
        'FROM node:18-alpine AS deps\nRUN npm ci\nFROM node:18-alpine\nCMD x\n',
        'project:site',
      ),
    ];
    const table = exampleTable([], {
      endOfLife: [22, 24, 26].map((line) => ({
        product: 'node',
        line: String(line),
        endsAt: new Date(`${2005 + line - 1}-04-30`),
      })),
    });
    const context = contextOf(sources, [given(containers, [exampleContainer()]), given(advisoryTable, table)]);
    expect(remedyFor('IMG-01')?.propose(failed('IMG-01', { subject: 'container:site-app-1' }), context)).toMatchObject({
      changes: [
        {
          path: '/srv/site/app/Dockerfile',
          text: 'FROM node:24-alpine AS deps\nRUN npm ci\nFROM node:24-alpine\nCMD x\n',
        },
      ],
      effects: [{ build: true }],
    });
  });
});

describe('package.json', () => {
  const manifest = (dependencies: string) =>
    `{\n\t"name": "site",\n\t"dependencies": {${dependencies}},\n\t"x": [1, 1.0]\n}\n`;
  const raise = (text: string, installed: Record<string, string>, nodeVersion = '24.4.1') => {
    const sources = [file('/srv/site/package.json', 'package-json', text, 'project:site')];
    const context = contextOf(sources, [
      given(nodeApps, [exampleApp(installed, { nodeVersion })]),
      given(advisoryTable, exampleTable()),
    ]);
    return remedyFor('NXT-02')?.propose(failed('NXT-02', { subject: 'project:site' }), context);
  };

  test.each([
    ['exact', '"next": "15.3.2"', '"next": "15.5.29"'],
    ['with a caret, and blanks of its own', '\n\t\t"next"  :  "^15.3.2" ', '\n\t\t"next"  :  "^15.5.29" '],
    ['with a tilde, beside others', '"a":"1","next":"~15.3.2","b":"2"', '"a":"1","next":"~15.5.29","b":"2"'],
    ['any', '"next": "latest"', '"next": "15.5.29"'],
  ])('a version that is asked for %s', (_name, before, after) => {
    const proposal = raise(manifest(before), { next: '15.3.2' });
    expect(proposal).toMatchObject({ kind: 'change', changes: [{ text: manifest(after) }] });
    expect(proposal).toMatchObject({
      notes: expect.arrayContaining([expect.stringContaining('npm install --package-lock-only')]),
    });
  });

  test.each([
    [
      'a version from elsewhere',
      manifest('"next": "github:vercel/next.js"'),
      { next: '15.3.2' },
      '24.4.1',
      /names no version/,
    ],
    [
      'a package that another one brings',
      manifest('"other": "1.0.0"'),
      { next: '15.3.2', other: '1.0.0' },
      '24.4.1',
      /what it brings along/,
    ],
    ['no JSON', '{"dependencies": {"next": "15.3.2"', { next: '15.3.2' }, '24.4.1', /no package.json/],
    ['an old Node.js', manifest('"next": "15.3.2"'), { next: '15.3.2' }, '18.20.0', /raise the image first/],
  ])('%s is refused', (_name, text, installed, nodeVersion, because) => {
    expect(raise(text, installed, nodeVersion)).toMatchObject({
      kind: 'refused',
      because: expect.stringMatching(because),
    });
  });
});

describe('sshd', () => {
  const key: AuthorizedKey = {
    user: 'deploy',
    file: '/home/deploy/.ssh/authorized_keys',
    fingerprint: 'SHA256:x',
  } as AuthorizedKey; // the remedy asks whether there is one
  const settings = new Map([
    ['passwordauthentication', 'yes'],
    ['permitrootlogin', 'yes'],
    ['maxauthtries', '6'],
  ]);
  const fix = (files: Readonly<Record<string, string>>, keys: readonly AuthorizedKey[] = [key]) => {
    const sources = Object.entries(files).map(([path, text]) => file(path, 'sshd', text));
    const facts = [given(sshConfig, { settings, ref: exampleRef('ssh.config') }), given(authorizedKeys, keys)];
    return remedyFor('HST-05')?.propose(failed('HST-05'), contextOf(sources, facts));
  };

  test('settings in their place', () => {
    const text =
      '# ssh\nPort 22\nPermitRootLogin yes # for now\n\tPasswordAuthentication=yes\nMatch User x\n  PasswordAuthentication yes\n';
    expect(fix({ '/etc/ssh/sshd_config': text })).toMatchObject({
      changes: [
        { text: text.replace('PermitRootLogin yes', 'PermitRootLogin prohibit-password').replace('=yes', '=no') },
      ],
      effects: [{ kind: 'sshd-reload' }],
    });
  });

  test('settings that are defaults, behind the comment that shows them', () => {
    expect(
      fix({ '/etc/ssh/sshd_config': '#PasswordAuthentication yes\nX11Forwarding no\nPermitRootLogin yes\n' }),
    ).toMatchObject({
      changes: [
        {
          text: '#PasswordAuthentication yes\nPasswordAuthentication no\nX11Forwarding no\nPermitRootLogin prohibit-password\n',
        },
      ],
    });
  });

  test('the included file that decides', () => {
    const cloud = '/etc/ssh/sshd_config.d/50-cloud-init.conf';
    expect(
      fix({
        '/etc/ssh/sshd_config':
          'Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\nPasswordAuthentication no\n',
        [cloud]: 'PasswordAuthentication yes\n',
      }),
    ).toMatchObject({
      changes: [{ path: cloud, text: 'PasswordAuthentication no\n' }, { path: '/etc/ssh/sshd_config' }],
    });
  });

  test.each([
    ['no key may log in', { '/etc/ssh/sshd_config': 'Port 22\n' }, [], /lock yourself out/],
    ['the file was not read', {}, [key], /was not read/],
  ])('%s: refused', (_name, files, keys, because) => {
    expect(fix(files, keys)).toMatchObject({ kind: 'refused', because: expect.stringMatching(because) });
  });

  test('before a Match block', () => {
    expect(setKeyword('Match User x\n  X11Forwarding no\n', 'MaxAuthTries', '4')).toBe(
      'MaxAuthTries 4\nMatch User x\n  X11Forwarding no\n',
    );
  });
});

describe('nftables', () => {
  const edge = { name: 'edge', ranges: ['192.0.2.0/24', '2001:db8::/32'], asOf: null };
  const admit = (text: string, declared: typeof edge | null = edge) =>
    remedyFor('FWL-07')?.propose(
      failed('FWL-07'),
      contextOf([file('/etc/nftables.conf', 'nftables', text)], [given(policy, { ...defaultPolicy, edge: declared })]),
    );

  test('the web ports from the edge alone, an address family a rule', () => {
    expect(
      admit('chain input {\n\t\ttcp dport { 80, 443 } accept comment "web"\n\t\ttcp dport 22 accept\n}\n'),
    ).toMatchObject({
      changes: [
        {
          text: 'chain input {\n\t\tip saddr { 192.0.2.0/24 } tcp dport { 80, 443 } accept comment "web"\n\t\tip6 saddr { 2001:db8::/32 } tcp dport { 80, 443 } accept comment "web"\n\t\ttcp dport 22 accept\n}\n',
        },
      ],
      effects: [{ kind: 'nftables-load' }],
    });
  });

  test.each([
    ['ports of others in the same rule', 'tcp dport { 22, 80, 443 } accept\n', edge, /no rule of its own/],
    ['no edge', 'tcp dport 443 accept\n', null, /no edge/],
  ])('%s: refused', (_name, text, declared, because) => {
    expect(admit(text, declared)).toMatchObject({ kind: 'refused', because: expect.stringMatching(because) });
  });
});

describe('files of the host', () => {
  test('a file of secrets loses the readers', () => {
    const env = file('/srv/site/.env', 'compose-env', 'A=b\n', 'project:site');
    expect(
      remedyFor('HST-11')?.propose(failed('HST-11', { subject: 'host:/srv/site/.env' }), contextOf([env])),
    ).toMatchObject({
      changes: [{ text: 'A=b\n', mode: 0o600 }],
    });
    expect(
      remedyFor('HST-11')?.propose(failed('HST-11', { subject: 'host:/etc/x.key' }), contextOf([env])),
    ).toMatchObject({ kind: 'refused' });
  });

  test('what root runs loses the writers, and belongs to root already', () => {
    const cron = file('/etc/cron.d/site', 'cron', '* * * * * root x\n');
    const finding = (uid: number) =>
      failed('HST-10', { subject: 'host:/etc/cron.d/site', what: `/etc/cron.d/site has mode 666, uid ${uid}, gid 0` });
    expect(remedyFor('HST-10')?.propose(finding(0), contextOf([cron]))).toMatchObject({ changes: [{ mode: 0o644 }] });
    expect(remedyFor('HST-10')?.propose(finding(1000), contextOf([cron]))).toMatchObject({ kind: 'refused' });
  });

  test('a script of cron moves to where the container cannot write; without its text the folder becomes read-only', () => {
    const script = '/srv/site/scripts/backup.sh';
    const cron = file('/etc/cron.d/site', 'cron', `# at night\n17 3 * * * root ${script} --all >/dev/null\n`);
    const container = exampleContainer({
      mounts: [
        { type: 'bind', source: '/srv/site/scripts', destination: '/app/scripts', readWrite: true, propagation: '' },
      ],
    });
    const compose = file(
      '/srv/site/compose.yaml',
      'compose',
      'services:\n  app:\n    volumes:\n      - ./scripts:/app/scripts\n',
      'project:site',
    );
    const finding = failed('CTR-11', { subject: 'container:site-app-1', location: `/etc/cron.d/site → ${script}` });
    const propose = (files: readonly SourceFile[]) =>
      remedyFor('CTR-11')?.propose(finding, contextOf(files, [given(containers, [container])]));
    expect(propose([cron, compose, file(script, 'script', '#!/bin/sh\n')])).toMatchObject({
      changes: [
        { path: '/usr/local/sbin/site-backup.sh', text: '#!/bin/sh\n', mode: 0o755 },
        {
          path: '/etc/cron.d/site',
          text: '# at night\n17 3 * * * root /usr/local/sbin/site-backup.sh --all >/dev/null\n',
        },
      ],
    });
    expect(propose([cron, compose])).toMatchObject({
      changes: [{ text: 'services:\n  app:\n    volumes:\n      - ./scripts:/app/scripts:ro\n' }],
    });
  });
});
