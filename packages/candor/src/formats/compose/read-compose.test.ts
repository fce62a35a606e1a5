// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Compose variables are the text under test
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ComposeProject, ComposeService } from './model.js';
import { type ComposeFile, readCompose } from './read-compose.js';

function project(files: string | readonly ComposeFile[], env: Record<string, string> = {}): ComposeProject {
  const read = readCompose(typeof files === 'string' ? [{ path: 'compose.yml', text: files }] : files, env);
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

function service(
  files: string | readonly ComposeFile[],
  name = 'app',
  env: Record<string, string> = {},
): ComposeService {
  const found = project(files, env).services.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
}

const two = (base: string, over: string): readonly ComposeFile[] => [
  { path: 'compose.yml', text: base },
  { path: 'compose.override.yml', text: over },
];

describe('the case of December 2025', () => {
  const path = new URL('../../../../../test/bundles/2025-12-12T1800/artifacts/01-compose-file.yml', import.meta.url);
  const read = project(readFileSync(path, 'utf8'));

  it('keeps the services of every profile', () => {
    expect(read.services.map(({ name, profiles }) => [name, ...profiles.map(({ value }) => value)])).toEqual([
      ['payload'],
      ['payload-dev', 'dev'],
      ['mongo'],
    ]);
  });

  it('sees that only the dev profile publishes on every address', () => {
    const ports = read.services.flatMap((one) => one.ports.map((port) => [one.name, port.hostScope, port.line]));
    expect(ports).toEqual([
      ['payload', 'loopback', 5],
      ['payload-dev', 'all', 27],
      ['mongo', 'loopback', 36],
    ]);
  });

  it('cites mounts, command and logging', () => {
    const payload = read.services[0];
    expect(payload?.volumes.map(({ source, target, readOnly, line }) => [source, target, readOnly, line])).toEqual([
      ['.', '/app', false, 7],
      ['./scripts', '/app/scripts', false, 8],
      ['./payload/utils', '/app/payload/utils', false, 9],
      ['/srv/media', '/srv/media', false, 10],
    ]);
    expect(payload?.command).toMatchObject({ form: 'list', line: 12 });
    expect(payload?.command?.words[2]).toBe('apk add --no-cache ffmpeg || true; npm run start');
    expect(payload?.envFiles).toEqual([{ path: '.env', required: true, file: 'compose.yml', line: 22 }]);
    expect(read.services[2]?.logging).toMatchObject({ driver: 'none', line: 40 });
    expect(read.volumes).toMatchObject([{ key: 'data', external: false, line: 43 }]);
  });
});

const HARDENED = `
name: radio
services:
  app:
    image: registry.example/app:1.2@sha256:${'a'.repeat(64)}
    build:
      context: .
      args: [NODE_ENV=production, TOKEN]
    user: "1000:1000"
    read_only: true
    privileged: no
    init: true
    cap_drop: [ALL]
    cap_add: [NET_BIND_SERVICE]
    security_opt: ["no-new-privileges:true"]
    pid: host
    networks:
      front:
        aliases: [web]
      back:
    tmpfs: /tmp:noexec,nosuid
    devices: ["/dev/dri:/dev/dri:rw"]
    environment:
      - NODE_ENV=production
      - PASSED_ON
      - EMPTY=
    env_file:
      - path: ./optional.env
        required: false
    secrets:
      - db_password
      - source: key
        target: /etc/key
    depends_on:
      mongo: { condition: service_healthy }
    healthcheck:
      test: curl -f http://127.0.0.1:3000/
    restart: unless-stopped
    logging: { driver: json-file, options: { max-size: 10m } }
    deploy:
      resources:
        limits: { memory: 1.5g, cpus: "0.5", pids: 200 }
    entrypoint: ["docker-entrypoint.sh"]
    command: node --title='my app' "server file.js"
    extra_hosts: ["host.docker.internal:host-gateway"]
  mongo:
    image: mongo:8.0
    mem_limit: 512m
    pids_limit: -1
    healthcheck: { disable: true }
    volumes:
      - type: bind
        source: /srv/db
        target: /data/db
        read_only: true
        bind: { propagation: rslave }
      - data:/var/lib/x:ro,z
      - /anonymous
networks:
  front:
  back: { internal: true, driver: bridge }
secrets:
  db_password: { file: ./db_password.txt }
  key: { environment: KEY }
volumes:
  data:
    driver: local
    driver_opts: { type: none, o: bind, device: /etc }
`;

describe('readCompose', () => {
  it('reads every hardening field with its line', () => {
    const app = service(HARDENED);
    expect(app).toMatchObject({
      line: 4,
      image: { line: 5 },
      user: { value: '1000:1000', line: 9 },
      readOnly: { value: true, line: 10 },
      privileged: { value: false, line: 11 },
      init: { value: true },
      capDrop: [{ value: 'ALL', line: 13 }],
      capAdd: [{ value: 'NET_BIND_SERVICE' }],
      securityOpt: [{ value: 'no-new-privileges:true' }],
      pid: { value: 'host', line: 16 },
      tmpfs: [{ value: '/tmp:noexec,nosuid', line: 21 }],
      devices: [{ value: '/dev/dri:/dev/dri:rw' }],
      restart: { value: 'unless-stopped' },
      dependsOn: [{ service: 'mongo', condition: 'service_healthy', line: 35 }],
      healthcheck: { test: ['CMD-SHELL', 'curl -f http://127.0.0.1:3000/'], disabled: false },
      entrypoint: { form: 'list', words: ['docker-entrypoint.sh'] },
      command: { form: 'string', words: ['node', '--title=my app', 'server file.js'] },
    });
    expect(app.environment.map(({ name, value, line }) => [name, value, line])).toEqual([
      ['NODE_ENV', 'production', 24],
      ['PASSED_ON', null, 25],
      ['EMPTY', '', 26],
    ]);
    expect(app.build?.args.map(({ name, value }) => [name, value])).toEqual([
      ['NODE_ENV', 'production'],
      ['TOKEN', null],
    ]);
    expect(app.networks.map(({ network, aliases }) => [network, aliases])).toEqual([
      ['front', ['web']],
      ['back', []],
    ]);
    expect(app.secrets.map(({ source, target }) => [source, target])).toEqual([
      ['db_password', null],
      ['key', '/etc/key'],
    ]);
    expect(app.envFiles[0]).toMatchObject({ path: './optional.env', required: false });
    expect(app.limits).toMatchObject({
      memoryBytes: { value: 1.5 * 2 ** 30 },
      cpus: { value: 0.5 },
      pids: { value: 200 },
    });
  });

  it('reads the top level and the second service', () => {
    const read = project(HARDENED);
    expect(read.name?.value).toBe('radio');
    expect(read.networks).toMatchObject([
      { key: 'front', internal: false },
      { key: 'back', internal: true, driver: 'bridge' },
    ]);
    expect(read.secrets).toMatchObject([{ sourceFile: './db_password.txt' }, { environment: 'KEY', sourceFile: null }]);
    expect(read.volumes[0]?.driverOptions.map(({ name, value }) => `${name}=${value}`)).toContain('device=/etc');
    const mongo = service(HARDENED, 'mongo');
    expect(mongo.healthcheck?.disabled).toBe(true);
    expect(mongo.limits).toMatchObject({ memoryBytes: { value: 2 ** 29 }, cpus: null, pids: { value: -1 } });
    expect(mongo.volumes).toMatchObject([
      { type: 'bind', source: '/srv/db', readOnly: true, options: ['rslave'] },
      { type: 'volume', source: 'data', readOnly: true, options: ['z'] },
      { type: 'volume', source: null, target: '/anonymous', readOnly: false },
    ]);
  });

  it('leaves absent fields empty', () => {
    const bare = service('services:\n  app:\n    image: a\n');
    expect(bare).toMatchObject({
      user: null,
      privileged: null,
      readOnly: null,
      ports: [],
      command: null,
      logging: null,
    });
    expect(bare.limits).toEqual({ memoryBytes: null, cpus: null, pids: null });
  });
});

describe('merging files', () => {
  it('appends ports and replaces command', () => {
    const merged = service(
      two(
        'services: {app: {command: a b, ports: ["127.0.0.1:80:80"], cap_drop: [ALL]}}',
        'services: {app: {command: [c], ports: ["443:443", "127.0.0.1:80:80"], cap_drop: [ALL, CHOWN]}}',
      ),
    );
    expect(merged.command?.words).toEqual(['c']);
    expect(merged.ports.map(({ text, file }) => [text, file])).toEqual([
      ['127.0.0.1:80:80', 'compose.override.yml'],
      ['443:443', 'compose.override.yml'],
    ]);
    expect(merged.capDrop.map(({ value }) => value)).toEqual(['ALL', 'CHOWN']);
  });

  it('merges environment by name across list and mapping, and mounts by target', () => {
    const merged = service(
      two(
        'services: {app: {environment: [A=1, B=2], volumes: ["./a:/x:ro", "./b:/y"]}}',
        'services: {app: {environment: {B: 3}, volumes: ["./c:/x/"]}}',
      ),
    );
    expect(merged.environment.map(({ name, value }) => `${name}=${value}`)).toEqual(['A=1', 'B=3']);
    expect(merged.volumes.map(({ source, readOnly }) => [source, readOnly])).toEqual([
      ['./c', false],
      ['./b', false],
    ]);
  });

  it.each([
    ['!reset removes', 'services: {app: {ports: !reset [], user: !reset null}}', [], null],
    ['!override replaces', 'services: {app: {ports: !override ["9:9"]}}', ['9:9'], '1000'],
  ])('%s', (_title, over, ports, user) => {
    const merged = service(two('services: {app: {ports: ["1:1"], user: "1000"}}', over));
    expect(merged.ports.map(({ text }) => text)).toEqual(ports);
    expect(merged.user?.value ?? null).toBe(user);
  });

  it('replaces logging as a whole when the driver differs, and merges it otherwise', () => {
    const base = 'services: {app: {logging: {driver: json-file, options: {max-size: 1m}}}}';
    expect(service(two(base, 'services: {app: {logging: {driver: none}}}')).logging?.options).toEqual([]);
    expect(service(two(base, 'services: {app: {logging: {options: {max-file: "3"}}}}')).logging?.options).toHaveLength(
      2,
    );
  });
});

describe('extends and include', () => {
  it('takes a base from the same file and from another one', () => {
    const app = service([
      {
        path: 'stack/compose.yml',
        text: 'services: {app: {extends: {file: ../common/base.yml, service: web}, user: "7"}}',
      },
      {
        path: 'common/base.yml',
        role: 'reference',
        text: 'services:\n  root: {privileged: true}\n  web: {extends: root, user: "1", image: a}',
      },
    ]);
    expect(app).toMatchObject({ user: { value: '7' }, image: { value: 'a', file: 'common/base.yml', line: 3 } });
    expect(app.privileged).toMatchObject({ value: true, file: 'common/base.yml', line: 2 });
  });

  it('keeps the services of a file that is only referred to out of the project', () => {
    const files: ComposeFile[] = [
      { path: 'a.yml', text: 'services: {app: {extends: {file: b.yml, service: base}}}' },
      { path: 'b.yml', role: 'reference', text: 'services: {base: {image: a}}' },
    ];
    expect(project(files).services.map(({ name }) => name)).toEqual(['app']);
  });

  it.each([
    ['extends', 'services: {app: {extends: {file: other.yml, service: x}}}'],
    ['include', 'include: [other.yml]\nservices: {app: {}}'],
  ])('reports a file that %s names and that was not supplied', (wantedBy, text) => {
    const read = readCompose([{ path: 'compose.yml', text }]);
    expect(read).toMatchObject({ ok: true, value: { missingFiles: [{ path: 'other.yml', wantedBy, line: 1 }] } });
    expect(read.ok && read.warnings).toHaveLength(1);
  });

  it('includes supplied files', () => {
    const files: ComposeFile[] = [
      { path: 'compose.yml', text: 'include:\n  - path: ./db/compose.yml\nservices: {app: {}}' },
      { path: 'db/compose.yml', role: 'reference', text: 'services: {mongo: {ports: ["27017:27017"]}}' },
    ];
    expect(project(files).services.map(({ name }) => name)).toEqual(['mongo', 'app']);
  });

  it.each([
    'services: {app: {extends: app}}',
    'services: {app: {extends: b}, b: {extends: app}}',
    'services: {app: {extends: nowhere}}',
    'include: [compose.yml]\nservices: {app: {}}',
  ])('survives %s', (text) => {
    const read = readCompose([{ path: 'compose.yml', text }]);
    expect(read.ok && read.warnings.length).toBeGreaterThan(0);
  });
});

describe('variables', () => {
  it('interpolates before merging and records each use', () => {
    const text = 'services:\n  app:\n    image: "a:${TAG:-1}"\n    user: ${UID}\n    working_dir: $$HOME\n';
    const read = project(text, { UID: '5' });
    expect(read.services[0]).toMatchObject({
      image: { value: 'a:1' },
      user: { value: '5' },
      workingDir: { value: '$HOME', unresolved: [] },
    });
    expect(read.interpolations).toEqual([
      { name: 'TAG', state: 'default', fallback: '1', file: 'compose.yml', line: 3 },
      { name: 'UID', state: 'given', fallback: null, file: 'compose.yml', line: 4 },
    ]);
  });

  it('keeps what it cannot know', () => {
    const app = service('services: {app: {ports: ["${BIND}:3000:3000", "${PORT:?set it}:80"], image: "x:${TAG}"}}');
    expect(app.ports).toMatchObject([
      { hostIp: '${BIND}', hostScope: 'unknown', published: { from: 3000, to: 3000 }, unresolved: ['BIND'] },
      { hostIp: '', hostScope: 'all', published: null, target: { from: 80, to: 80 }, unresolved: ['PORT'] },
    ]);
    expect(app.image).toMatchObject({ value: 'x:${TAG}', unresolved: ['TAG'] });
  });
});
