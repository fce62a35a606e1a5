import { exampleRef } from '../../core/example.js';
import type { ComposeProjectFact, ComposePublish, ComposeServiceFact } from '../../facts/compose.js';

const ref = exampleRef('compose.file', 'project:site', 3);

/** A published port, for the examples of checks; `hostIp` '' means every address. */
export function examplePublish(text: string, hostIp: string, port: number, target = 3000): ComposePublish {
  return {
    text,
    hostIp,
    published: { from: port, to: port },
    target: { from: target, to: target },
    proto: 'tcp',
    unresolved: false,
    ref,
  };
}

/** A well-kept service, for the examples of checks. */
export function exampleService(change: Partial<ComposeServiceFact> = {}): ComposeServiceFact {
  return {
    name: 'app',
    profiles: [],
    image: 'site/app:1.4.2',
    containerName: null,
    user: '1000:1000',
    command: ['node', 'server.js'],
    ports: [examplePublish('127.0.0.1:3000:3000', '127.0.0.1', 3000)],
    volumes: [],
    networks: ['front'],
    environment: [],
    envFiles: [],
    ref,
    ...change,
  };
}

/** A project with one service, for the examples of checks. */
export function exampleProject(change: Partial<ComposeProjectFact> = {}): ComposeProjectFact {
  return {
    name: 'site',
    folder: '/srv/site',
    services: [exampleService()],
    internalNetworks: [],
    envFiles: [],
    ref,
    ...change,
  };
}
