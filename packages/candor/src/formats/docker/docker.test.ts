import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parsed } from '../../core/parsed.js';
import {
  readByteSize,
  readContainerFiles,
  readContainerStats,
  readDockerEvents,
  readLayerDiff,
} from './container-activity.js';
import { readContainerList, readPortList } from './container-list.js';
import { readDaemonConfig, readDockerImages, readDockerInfo, readDockerNetworks, readDockerVersion } from './engine.js';
import { readContainerInspect } from './read-container-inspect.js';

const artifact = (name: string) =>
  readFileSync(new URL(`../../../../../test/bundles/2025-12-12T1800/artifacts/${name}`, import.meta.url), 'utf8');

function contentOf<T>(reading: Parsed<T>): T {
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
}

describe('readContainerList', () => {
  it('reads docker compose ps as text', () => {
    expect(contentOf(readContainerList(artifact('04-docker-ps.txt')))[1]).toMatchObject({
      name: 'payload-payload-1',
      image: 'node:18-alpine',
      command: 'docker-entrypoint.s…',
      service: 'payload',
      state: 'running',
      status: 'Up 2 hours',
      ports: [{ hostIp: '127.0.0.1', hostPort: 3000, containerPort: 3000, proto: 'tcp' }],
      line: 3,
    });
  });

  it('reads docker ps JSON lines', () => {
    const text =
      '{"ID":"acdbb2a1b3ce","Names":"web-1","Image":"node","Command":"\\"sh\\"","State":"exited","Status":"Exited (137) 2 hours ago","CreatedAt":"2025-12-12 15:51:17 +0000 UTC","Labels":"com.docker.compose.project=payload,a=b","Ports":"0.0.0.0:80->80/tcp, :::80->80/tcp"}\nbroken';
    expect(readContainerList(text)).toMatchObject({
      ok: true,
      value: [
        {
          id: 'acdbb2a1b3ce',
          state: 'exited',
          project: 'payload',
          createdAt: new Date('2025-12-12T15:51:17Z'),
          ports: [{ hostIp: '0.0.0.0' }, { hostIp: '::' }],
        },
      ],
      warnings: [{ line: 2 }],
    });
  });

  it('reads the API', () => {
    const text =
      '[{"Id":"ab","Names":["/web-1"],"Image":"node","State":"running","Status":"Up","Created":1765554677,"Ports":[{"IP":"0.0.0.0","PrivatePort":3000,"PublicPort":3300,"Type":"tcp"},{"PrivatePort":9,"Type":"udp"}],"Labels":{"com.docker.compose.service":"web"}}]';
    expect(contentOf(readContainerList(text))).toMatchObject([
      {
        name: 'web-1',
        service: 'web',
        createdAt: new Date(1765554677000),
        ports: [
          { hostPort: 3300, containerPort: 3000 },
          { hostIp: null, hostPort: null, containerPort: 9, proto: 'udp' },
        ],
      },
    ]);
  });

  it('spreads port ranges and skips what is no port', () => {
    expect(readPortList('0.0.0.0:80-81->90-91/tcp, 27017/tcp, junk')).toEqual([
      { hostIp: '0.0.0.0', hostPort: 80, containerPort: 90, proto: 'tcp' },
      { hostIp: '0.0.0.0', hostPort: 81, containerPort: 91, proto: 'tcp' },
      { hostIp: null, hostPort: null, containerPort: 27017, proto: 'tcp' },
    ]);
  });

  it.each(['hello', '{"a":1}', '[1]', '{'])('refuses %j', (text) => {
    expect(readContainerList(text).ok).toBe(false);
  });
});

describe('readContainerInspect', () => {
  it('reads the container of the case with lines', () => {
    const [payload, mongo] = contentOf(readContainerInspect(artifact('05-docker-inspect.json')));
    expect(payload).toMatchObject({
      name: 'payload-payload-1',
      image: 'node:18-alpine',
      user: '',
      project: 'payload',
      state: { status: 'running', pid: 497100, startedAt: new Date('2025-12-12T15:51:18Z'), health: null },
      confinement: { privileged: false, readOnlyRootFs: false, capAdd: [], memoryBytes: null, restartPolicy: 'no' },
      ports: [{ hostIp: '127.0.0.1', hostPort: 3000, containerPort: 3000, proto: 'tcp' }],
      networks: [{ name: 'payload_default', ipAddress: '172.18.0.3' }],
      line: 2,
    });
    expect(payload?.env[0]).toEqual({ name: 'NODE_ENV', value: 'production' });
    expect(payload?.mounts[0]).toMatchObject({ source: '/srv/payload', destination: '/app', writable: true, line: 60 });
    expect(mongo?.confinement.logDriver).toBe('none');
  });

  it('survives members of the wrong type', () => {
    const text = '[{"Id":"a","Name":"/b","HostConfig":[],"Mounts":{"x":1},"Config":null,"State":"up"}, 7]';
    expect(readContainerInspect(text)).toMatchObject({
      ok: true,
      value: [{ name: 'b', mounts: [], env: [], state: { running: false } }],
      warnings: [{ message: 'not a container: Id or Name is missing' }],
    });
  });

  it('reads limits', () => {
    const text = '{"Id":"a","Name":"b","HostConfig":{"CpuQuota":50000,"Memory":1048576,"PidsLimit":-1}}';
    expect(contentOf(readContainerInspect(text))[0]?.confinement).toMatchObject({
      cpus: 0.5,
      memoryBytes: 1048576,
      pidsLimit: null,
    });
  });

  it.each([
    ['', null],
    ['[{"Id":', 1],
    ['[\n{}]', 2],
  ])('refuses %j', (text, line) => {
    expect(readContainerInspect(text)).toMatchObject({ ok: false, line });
  });

  it('refuses endless nesting', () => {
    expect(readContainerInspect('['.repeat(100_000))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('nested'),
    });
  });
});

describe('activity', () => {
  it('reads stats into bytes and percent', () => {
    const text =
      '{"Container":"ac","ID":"ac","Name":"web-1","CPUPerc":"388.14%","MemPerc":"3.1%","MemUsage":"240.5MiB / 7.7GiB","NetIO":"1.2kB / 3MB","BlockIO":"0B / --","PIDs":"12"}';
    expect(contentOf(readContainerStats(text))).toEqual([
      {
        id: 'ac',
        name: 'web-1',
        cpuPercent: 388.14,
        memoryPercent: 3.1,
        memoryBytes: 252182528,
        memoryLimitBytes: Math.round(7.7 * 1024 ** 3),
        networkReceivedBytes: 1200,
        networkSentBytes: 3_000_000,
        blockReadBytes: 0,
        blockWrittenBytes: null,
        pids: 12,
        line: 1,
      },
    ]);
  });

  it.each([
    ['1.5GiB', 1610612736],
    ['12kB', 12000],
    ['0B', 0],
    ['--', null],
    ['5', null],
  ])('reads the size %j', (text, bytes) => {
    expect(readByteSize(text)).toBe(bytes);
  });

  it('reads docker diff', () => {
    expect(readLayerDiff('A /AfUxImqu\nC /tmp\nD /x y\nwhat')).toMatchObject({
      ok: true,
      value: [
        { change: 'added', path: '/AfUxImqu' },
        { change: 'changed', path: '/tmp' },
        { change: 'deleted', path: '/x y', line: 3 },
      ],
      warnings: [{ line: 4 }],
    });
    expect(readLayerDiff('Error: no such container').ok).toBe(false);
  });

  it('reads events and splits the command of an exec', () => {
    const text =
      '{"status":"exec_create: sh -c id","id":"ac","Type":"container","Action":"exec_create: sh -c id","Actor":{"ID":"ac","Attributes":{"name":"web-1"}},"time":1765554677,"timeNano":1765554677000000000}';
    expect(contentOf(readDockerEvents(text))).toMatchObject([
      { action: 'exec_create', detail: 'sh -c id', name: 'web-1', at: new Date(1765554677000) },
    ]);
    expect(readDockerEvents('{"x":1}').ok).toBe(false);
  });

  it('reads files of interest', () => {
    const sha256 = 'AB'.repeat(32);
    const text = `{"path":"/XHHEw7Gp","sizeBytes":10,"mode":"0755","uid":0,"mtime":"2025-12-13T08:20:00Z","sha256":"${sha256}","magic":"elf"}\n{"sizeBytes":1}`;
    expect(readContainerFiles(text)).toMatchObject({
      value: [{ path: '/XHHEw7Gp', sha256: sha256.toLowerCase(), md5: null, magic: 'elf' }],
      warnings: [{ line: 2 }],
    });
  });
});

describe('engine', () => {
  it('reads versions of CLI and API', () => {
    expect(
      contentOf(readDockerVersion('{"Client":{"Version":"27.1"},"Server":{"Version":"27.0","ApiVersion":"1.46"}}')),
    ).toMatchObject({
      server: '27.0',
      client: '27.1',
    });
    expect(
      contentOf(
        readDockerVersion('{"Version":"27.0","Components":[{"Name":"runc","Version":"1.1.13"}]}'),
      ).components.get('runc'),
    ).toBe('1.1.13');
    expect(readDockerVersion('{}').ok).toBe(false);
  });

  it('reads info, images, networks and daemon.json', () => {
    expect(contentOf(readDockerInfo('{"ServerVersion":"27","NCPU":4,"SecurityOptions":["name=apparmor"]}')).cpus).toBe(
      4,
    );
    expect(contentOf(readDockerImages('{"ID":"ab","Repository":"node","Tag":"18-alpine"}'))).toMatchObject([
      { tags: ['node:18-alpine'] },
    ]);
    expect(
      contentOf(readDockerNetworks('[{"Name":"n","Internal":true,"IPAM":{"Config":[{"Subnet":"172.18.0.0/16"}]}}]')),
    ).toMatchObject([{ internal: true, subnets: ['172.18.0.0/16'] }]);
    expect(contentOf(readDaemonConfig('{"hosts":["tcp://0.0.0.0:2375"],"icc":false}'))).toMatchObject({
      icc: false,
      tlsVerify: null,
    });
    expect(readDaemonConfig('{,}').ok).toBe(false);
  });
});

it('never throws', () => {
  const json = fc.json().map((text) => text);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        json,
        fc
          .record({
            Id: fc.string(),
            Name: fc.string(),
            HostConfig: fc.jsonValue(),
            Mounts: fc.jsonValue(),
            Ports: fc.jsonValue(),
          })
          .map((value) => JSON.stringify(value)),
      ),
      (text) => {
        for (const read of [
          readContainerList,
          readContainerInspect,
          readContainerStats,
          readLayerDiff,
          readDockerEvents,
          readContainerFiles,
        ])
          read(text);
        for (const read of [readDockerVersion, readDockerInfo, readDockerImages, readDockerNetworks, readDaemonConfig])
          read(text);
      },
    ),
  );
});
