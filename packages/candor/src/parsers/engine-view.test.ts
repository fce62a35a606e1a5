import { describe, expect, it } from 'vitest';
import type { ArtifactId } from '../core/artifact-catalogue.js';
import { contentOf } from '../core/artifact-content.js';
import type { Artifact } from '../core/evidence.js';
import { exampleNow, seen, unseen } from '../core/example.js';
import type { Fact, FactSpec } from '../core/fact.js';
import { containers, type LayerChange } from '../facts/containers.js';
import { exampleContainer, exampleProcess, exampleView } from '../facts/examples.js';
import { processes } from '../facts/processes.js';
import { containersParser } from './containers.js';
import { layerChangesParser } from './layer-changes.js';
import type { ParseContext } from './parser.js';
import { processesParser } from './processes.js';

function artifact(id: ArtifactId, text: string, subject = 'host'): Artifact {
  return {
    id,
    subject,
    order: 1,
    path: `artifacts/${id}`,
    source: { file: id },
    filtered: false,
    capturedAt: exampleNow,
    status: 'ok',
    detail: null,
    ...contentOf(text),
  };
}

function contextOf(
  artifacts: readonly Artifact[],
  facts: readonly (readonly [FactSpec<unknown>, Fact<unknown>])[] = [],
): ParseContext {
  const known = new Map(facts.map(([spec, fact]) => [spec.id, fact]));
  return {
    now: exampleNow,
    bundle: { header: { host: { timezone: 'UTC' } } },
    fact: (spec: FactSpec<unknown>) => known.get(spec.id) ?? unseen(),
    artifacts: (id: string, subject?: string) =>
      artifacts.filter((each) => each.id === id && (subject === undefined || each.subject === subject)),
  } as unknown as ParseContext; // only what these parsers read
}

const line = (pid: number, argv: readonly string[]) =>
  `${JSON.stringify({ pid, ppid: 0, uid: 0, exe: argv[0], argv })}\n`;

describe('a list of processes', () => {
  it.each([
    ['with the first process', [1, 812], true],
    ['without it: others are hidden (hidepid)', [812, 813], false],
  ])('%s', (_, pids, complete) => {
    const text = pids.map((pid) => line(pid, ['/usr/sbin/sshd'])).join('');
    const fact = processesParser.parse(contextOf([artifact('host.processes', text)]));
    expect(fact).toMatchObject({ status: 'known', complete, value: { hostComplete: complete } });
  });
});

describe('an empty list of the engine', () => {
  const empty = [artifact('docker.inspect', '[]'), artifact('docker.ps', '[]')];
  it.each([
    ['and nothing that speaks against it', [exampleProcess({ container: null })], true],
    ['beside a process of a container', [exampleProcess({ container: 'c0ffee00c0ff' })], false],
    [
      'beside a shim',
      [exampleProcess({ container: null, args: '/usr/bin/containerd-shim-runc-v2 -id c0ffee' })],
      false,
    ],
    ['beside a proxy', [exampleProcess({ container: null, args: '/usr/bin/docker-proxy -proto tcp' })], false],
  ])('%s', (_, items, complete) => {
    const fact = containersParser.parse(contextOf(empty, [[processes, seen(exampleView(items))]]));
    expect(fact).toMatchObject({ status: 'known', complete });
  });
});

describe('changes of a layer', () => {
  it.each([
    ['the list of files is whole', 'ok', true],
    ['the list of files was cut', 'truncated', false],
    ['the files were refused', 'denied', false],
  ] as const)('are all known when %s', (_, status, complete) => {
    const files = { ...artifact('docker.files', '', 'container:site-app-1'), status };
    const changes = artifact('docker.diff', 'C /app\nA /app/a.json\n', 'container:site-app-1');
    const fact = layerChangesParser.parse(contextOf([changes, files], [[containers, seen([exampleContainer()])]]));
    expect(fact).toMatchObject({ status: 'known', complete });
  });

  const diff = (text: string, container = exampleContainer()): Fact<readonly LayerChange[]> =>
    layerChangesParser.parse(
      contextOf([artifact('docker.diff', text, 'container:site-app-1')], [[containers, seen([container])]]),
    ) as Fact<readonly LayerChange[]>; // this parser's own type
  const volume = { type: 'volume', source: '', destination: '/app/media', readWrite: true, propagation: '' };

  it.each([
    ['its own init', 'C /sbin\nA /sbin/docker-init\n', exampleContainer({ init: true }), []],
    ['the same name where the engine has none', 'A /sbin/docker-init\n', exampleContainer(), ['/sbin/docker-init']],
    ['a program beside it', 'A /sbin/docker-init\nA /sbin/x\n', exampleContainer({ init: true }), ['/sbin/x']],
    ['names and mounts', 'C /etc\nC /etc/hosts\nA /app/media\n', exampleContainer({ mounts: [volume] }), []],
    ['what lies in a temporary folder', 'C /tmp\nA /tmp/x\n', exampleContainer(), ['/tmp', '/tmp/x']],
  ])('the engine: %s', (_, text, container, paths) => {
    const fact = diff(text, container);
    expect(fact.status === 'known' ? fact.value.map(({ path }) => path) : null).toEqual(paths);
  });
});
