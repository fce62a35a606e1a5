import { exampleRef } from '../../core/example.js';
import type { Engine } from '../../facts/containers.js';

/** A current engine with a well-kept daemon.json, for the examples of checks. */
export function exampleEngine(change: Partial<Engine> = {}): Engine {
  return {
    engineVersion: '28.5.2',
    apiVersion: '1.51',
    containerdVersion: '1.7.29',
    runcVersion: '1.3.3',
    rootless: false,
    usernsRemap: false,
    storageDriver: 'overlay2',
    securityOptions: ['name=apparmor', 'name=seccomp,profile=builtin', 'name=cgroupns'],
    runningContainers: 2,
    liveRestore: true,
    warnings: [],
    daemonJson: { 'live-restore': true, 'no-new-privileges': true, 'log-opts': { 'max-size': '10m' } },
    ref: exampleRef('docker.version', 'host', 1),
    ...change,
  };
}
