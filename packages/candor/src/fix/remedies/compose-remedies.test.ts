import { describe, expect, test } from 'vitest';
import { exampleRef } from '../../core/example.js';
import { defaultPolicy } from '../../core/policy.js';
import { type Container, containers, type LayerChange, layerChanges } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { policy } from '../../facts/policy.js';
import type { SourceFile } from '../model.js';
import { remedyFor } from '../plan-fixes.js';
import { contextOf, failed } from '../testing/fix-context.js';
import { given } from '../testing/given.js';
import { loopbackPort } from './publish-on-loopback.js';

const path = '/srv/site/compose.yaml';
const service = (...lines: readonly string[]) =>
  `services:\n  app:\n    image: node:24\n${lines.map((line) => `    ${line}\n`).join('')}`;

function source(text: string, at = path): SourceFile {
  return { path: at, kind: 'compose', subject: 'project:site', text };
}

function mount(from: string, to: string, readWrite = true) {
  return { type: 'bind', source: from, destination: to, readWrite, propagation: 'rprivate' };
}

function propose(
  check: string,
  text: string,
  container: Partial<Container>,
  change: Parameters<typeof failed>[1] = {},
  layer: readonly LayerChange[] = [],
) {
  const facts = [
    given(containers, [exampleContainer(container)]),
    given(policy, defaultPolicy),
    given(layerChanges, layer),
  ];
  const context = contextOf([source(text)], facts);
  return remedyFor(check)?.propose(failed(check, { subject: 'container:site-app-1', ...change }), context);
}

const change = (file: string): LayerChange => ({
  container: 'site-app-1',
  kind: 'added',
  path: file,
  file: null,
  ref: exampleRef('docker.diff'),
});

/** Check, file before, what the container is, lines that come (after the first `-` those that go). */
const table: readonly (readonly [
  name: string,
  check: string,
  before: string,
  container: Partial<Container>,
  after: string,
  finding?: Parameters<typeof failed>[1],
])[] = [
  ['a port on loopback', 'EXP-04', service('ports: ["27017:27017"]'), {}, service('ports: ["127.0.0.1:27017:27017"]')],
  [
    'a declared port stays',
    'EXP-02',
    service('ports: ["443:443", "3000:3000"]'),
    {},
    service('ports: ["443:443", "127.0.0.1:3000:3000"]'),
  ],
  ['root by the file', 'CTR-03', service('user: "0:0"'), {}, service('user: "1000:1000"')],
  ['a database has another user', 'MDB-10', service(), { kinds: ['mongodb'] }, service('user: "999:999"')],
  ['privileged', 'CTR-01', service('privileged: true'), { privileged: true }, service('privileged: false')],
  ['new privileges', 'CTR-04', service(), { securityOpt: [] }, service('security_opt: ["no-new-privileges:true"]')],
  ['capabilities of a Node app', 'CTR-05', service(), { capDrop: [] }, service('cap_drop: [ALL]')],
  [
    'capabilities of a database whose entry point changes its user',
    'CTR-05',
    service(),
    { capDrop: [], user: '', kinds: ['mongodb'] },
    service('cap_drop: [ALL]', 'cap_add: [CHOWN, SETUID, SETGID, DAC_OVERRIDE, FOWNER]'),
  ],
  [
    'a dangerous capability',
    'CTR-06',
    service('cap_add: [SYS_ADMIN, CHOWN]'),
    { capAdd: ['SYS_ADMIN', 'CHOWN'] },
    service('cap_add: [CHOWN]'),
  ],
  ['a writable root', 'CTR-07', service(), { readonlyRootfs: false }, service('read_only: true', 'tmpfs: [/tmp]')],
  [
    'the socket of the engine',
    'CTR-02',
    service('volumes:', '  - /var/run/docker.sock:/var/run/docker.sock:ro', '  - media:/app/media'),
    { mounts: [mount('/var/run/docker.sock', '/var/run/docker.sock')] },
    service('volumes:', '  - media:/app/media'),
    { location: 'site-app-1, mount /var/run/docker.sock' },
  ],
  [
    'a nested mount',
    'CTR-10',
    service('volumes: [".:/app:ro", "./scripts:/app/scripts"]'),
    { mounts: [mount('/srv/site', '/app', false), mount('/srv/site/scripts', '/app/scripts')] },
    service('volumes: [".:/app:ro", "./scripts:/app/scripts:ro"]'),
    { location: 'site-app-1, mount /app/scripts' },
  ],
  [
    'the project with the code inside it, not its uploads',
    'CTR-09',
    service('volumes: [".:/app", "./src:/app/src", "./media:/app/media"]'),
    {
      mounts: [mount('/srv/site', '/app'), mount('/srv/site/src', '/app/src'), mount('/srv/site/media', '/app/media')],
    },
    service('volumes: [".:/app:ro", "./src:/app/src:ro", "./media:/app/media"]'),
    { location: 'site-app-1, mount /app' },
  ],
  [
    'namespaces of the host',
    'CTR-16',
    service('pid: host', 'ipc: host', 'init: true'),
    { pidMode: 'host' },
    service('init: true'),
  ],
  [
    'filters of the engine',
    'CTR-17',
    service('security_opt: ["seccomp:unconfined", "no-new-privileges:true"]'),
    {},
    service('security_opt: ["no-new-privileges:true"]'),
  ],
  [
    'a device',
    'CTR-18',
    service('devices: [/dev/kvm:/dev/kvm]', 'init: true'),
    {},
    service('devices: []', 'init: true'),
    { location: 'site-app-1, /dev/kvm' },
  ],
  [
    'programs on a tmpfs',
    'CTR-29',
    service('tmpfs: ["/tmp:rw,exec,size=64m"]'),
    {},
    service('tmpfs: ["/tmp:rw,size=64m"]'),
  ],
  [
    'limits',
    'CTR-20',
    service(),
    { memoryBytes: 0, nanoCpus: 0, pidsLimit: null },
    service('mem_limit: 512m', 'cpus: 1', 'pids_limit: 256'),
  ],
  [
    'one limit that is missing',
    'CTR-20',
    service('mem_limit: 1g', 'cpus: 1'),
    { pidsLimit: null },
    service('mem_limit: 1g', 'cpus: 1', 'pids_limit: 256'),
  ],
  [
    'no log',
    'LOG-02',
    service('logging: { driver: none }'),
    {},
    service('logging: { options: { max-size: 50m, max-file: "5" }, driver: json-file }'),
  ],
  [
    'a log without a limit',
    'LOG-05',
    service('init: true'),
    {},
    'services:\n  app:\n    image: node:24\n    logging:\n      driver: json-file\n      options:\n        max-size: 50m\n        max-file: "5"\n    init: true\n',
  ],
  [
    'the switch of a sensor',
    'SNS-09',
    service('environment:', '  NODE_ENV: production', '  DISABLE_SUBPROC_DIAG: "1" # noise'),
    {},
    service('environment:', '  NODE_ENV: production'),
    { what: 'DISABLE_SUBPROC_DIAG is on (since when is not told): from then on the monitor says nothing' },
  ],
  [
    'a debugger beside another option',
    'NXT-19',
    service('environment: ["NODE_OPTIONS=--inspect=0.0.0.0:9229 --max-old-space-size=512"]'),
    {},
    service('environment: ["NODE_OPTIONS=--max-old-space-size=512"]'),
  ],
];

const rows = table.map(([name, check, before, container, after, finding]) => ({
  name,
  check,
  before,
  container,
  after,
  finding,
}));

describe('remedies of Compose files', () => {
  test.each(rows)('$name ($check)', ({ check, before, container, after, finding }) => {
    expect(propose(check, before, container, finding)).toMatchObject({
      kind: 'change',
      changes: [{ path, text: after }],
      effects: [{ kind: 'compose-up', project: 'site', services: ['app'] }],
    });
  });

  test.each(rows)('$name ($check): a second run has nothing to do', ({ check, container, after, finding }) => {
    expect(propose(check, after, container, finding)?.kind).not.toBe('change');
  });

  const refusals: readonly (readonly [string, string, string, Partial<Container>, RegExp])[] = [
    ['a container started by hand', 'CTR-03', service(), { project: null, service: null }, /started by hand/],
    ['a project without files', 'CTR-03', service(), { project: 'other' }, /no Compose file/],
    ['an image whose user is not known', 'CTR-03', service(), { kinds: ['other'] }, /not known/],
    ['root with an unknown image', 'CTR-05', service(), { capDrop: [], kinds: ['other'], user: '' }, /not known/],
    ['a variable for the address', 'EXP-05', service(`ports: ["${'$'}{BIND}:3000:3000"]`), {}, /variable/],
    ['a service that publishes nothing', 'EXP-05', service(), {}, /publishes no port/],
    ['a container that was not seen', 'CTR-01', service(), { name: 'other' }, /no container that was seen/],
    ['another log driver', 'LOG-05', service('logging: {driver: syslog}'), {}, /rotation of its own/],
    ['what is preloaded', 'NXT-19', service('environment: {NODE_OPTIONS: --require ./x.js}'), {}, /yours to judge/],
    ['a text that is no YAML', 'CTR-04', 'services: [', { securityOpt: [] }, /no Compose file/],
  ];
  test.each(refusals)('%s is refused', (_name, check, before, container, because) => {
    expect(propose(check, before, container)).toMatchObject({
      kind: 'refused',
      because: expect.stringMatching(because),
    });
  });

  test('an ordinary user is to own its uploads, never the folder with the Compose file', () => {
    const mounts = [mount('/srv/site', '/app'), mount('/srv/site/media', '/app/media')];
    expect(propose('CTR-03', service(), { mounts })).toMatchObject({
      notes: ['Give it what it writes: sudo chown -R 1000:1000 /srv/site/media'],
    });
  });

  test('what a container wrote decides about a read-only root', () => {
    const passing = propose('CTR-07', service(), { readonlyRootfs: false }, {}, [
      change('/app/.next/cache/x'),
      change('/app/.next/cache'),
    ]);
    expect(passing).toMatchObject({
      kind: 'change',
      changes: [{ text: service('read_only: true', 'tmpfs: [/app/.next/cache, /tmp]') }],
    });
    const lasting = propose('CTR-07', service(), { readonlyRootfs: false }, {}, [
      change('/app/data'),
      change('/app/data/db.sqlite'),
    ]);
    expect(lasting).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('/app/data/db.sqlite'),
      changes: [{ path }],
    });
  });

  test('an app that installs at its start is not mounted read-only by itself', () => {
    const container = { command: ['sh', '-c', 'npm ci && npm start'], mounts: [mount('/srv/site', '/app')] };
    const proposal = propose('CTR-09', service('volumes: [".:/app"]'), container, {
      location: 'site-app-1, mount /app',
    });
    expect(proposal).toMatchObject({ kind: 'refused', changes: [{ text: service('volumes: [".:/app:ro"]') }] });
  });

  test('an override file is edited where it is the one that counts', () => {
    const files = [source(service()), source('services:\n  app:\n    user: root\n', '/srv/site/compose.override.yaml')];
    const context = contextOf(files, [given(containers, [exampleContainer()])]);
    expect(remedyFor('CTR-03')?.propose(failed('CTR-03', { subject: 'container:site-app-1' }), context)).toMatchObject({
      changes: [{ path: '/srv/site/compose.override.yaml', text: 'services:\n  app:\n    user: "1000:1000"\n' }],
    });
  });
});

describe('a secret in a Compose file', () => {
  const finding = (name: string) =>
    failed('CTR-24', {
      subject: 'project:site',
      location: `service app, ${name}`,
      evidence: [{ ...exampleRef('compose.file', 'project:site', 5), excerpt: name }],
    });
  const move = (text: string, env: string | null, name = 'PAYLOAD_SECRET') => {
    const files: SourceFile[] = [
      source(text),
      ...(env === null
        ? []
        : [{ path: '/srv/site/.env', kind: 'compose-env' as const, subject: 'project:site', text: env }]),
    ];
    return remedyFor('CTR-24')?.propose(finding(name), contextOf(files, [given(containers, [exampleContainer()])]));
  };

  test.each([
    ['a new file', null, 'PAYLOAD_SECRET=abc-123\n'],
    ['a file that is there', 'A=b\n', 'A=b\nPAYLOAD_SECRET=abc-123\n'],
    ['the same value there', 'PAYLOAD_SECRET=abc-123\n', 'PAYLOAD_SECRET=abc-123\n'],
  ])('moves into .env, for its owner alone: %s', (_name, env, after) => {
    expect(move(service('environment:', '  PAYLOAD_SECRET: abc-123 # old'), env)).toMatchObject({
      kind: 'change',
      changes: [
        { path, text: service('environment:', `  PAYLOAD_SECRET: ${'$'}{PAYLOAD_SECRET} # old`) },
        { path: '/srv/site/.env', text: after, mode: 0o600 },
      ],
    });
  });

  test('a list, and a value with signs that a shell would take', () => {
    expect(move(service('environment:', '  - "PAYLOAD_SECRET=a b$$c#"'), null)).toMatchObject({
      changes: [
        { text: service('environment:', `  - "PAYLOAD_SECRET=${'$'}{PAYLOAD_SECRET}"`) },
        { text: "PAYLOAD_SECRET='a b$c#'\n" },
      ],
    });
  });

  test.each([
    ['another value there', service('environment: {PAYLOAD_SECRET: abc}'), 'PAYLOAD_SECRET=other\n', /another value/],
    ['quotes in the value', service('environment: {PAYLOAD_SECRET: "a\'b"}'), null, /cannot hold/],
    ['a build argument', service('build: {context: ., args: {PAYLOAD_SECRET: abc}}'), null, /not written out/],
  ])('%s is refused', (_name, text, env, because) => {
    expect(move(text, env)).toMatchObject({ kind: 'refused', because: expect.stringMatching(because) });
  });
});

test.each([
  ['3000', '127.0.0.1::3000'],
  ['3000:3000', '127.0.0.1:3000:3000'],
  ['3000-3005:3000-3005/udp', '127.0.0.1:3000-3005:3000-3005/udp'],
  ['0.0.0.0:3000:3000', '127.0.0.1:3000:3000'],
  ['[::]:3000:3000', '[::1]:3000:3000'],
  ['203.0.113.7:3000:3000', '127.0.0.1:3000:3000'],
  ['127.0.0.1:3000:3000', null],
  ['[::1]:3000:3000', null],
  ['10.0.0.5:3000:3000', null],
])('the port %s becomes %s', (before, after) => {
  expect(loopbackPort(before)).toBe(after);
});
