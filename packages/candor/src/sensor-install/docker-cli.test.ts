import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDockerCli, must } from './docker-cli.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candor-docker-cli-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = (name: string, text: string) =>
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
const cli = () => createDockerCli({ PATH: `${folder}:/usr/bin:/bin`, DOCKER_HOST: 'unix:///x' });

/** A docker without the Compose plugin, as Debian's. */
const plain = '[ "$1" = compose ] && { echo "unknown command: docker compose" >&2; exit 1; }; echo "docker $*"; cat';

describe('Compose', () => {
  it.each<[string, string, string]>([
    ['the plugin, where there is one', 'echo "docker $*"', 'docker compose -f a b up\n'],
    ['docker-compose otherwise', plain, 'docker-compose -f a b up $DOCKER_HOST unix:///x\n'],
  ])('is %s', async (_, docker, said) => {
    program('docker', docker);
    program('docker-compose', '[ "$1" = version ] || echo "docker-compose $*" "$DOCKER_HOST"');
    const args = docker === plain ? ['-f', 'a b', 'up', '$DOCKER_HOST'] : ['-f', 'a b', 'up'];
    expect((await cli().compose(args)).stdout).toBe(said);
  });

  it('is missing: said before anything is changed', async () => {
    program('docker', plain);
    program('docker-compose', 'exit 127');
    await expect(cli().compose(['version'])).rejects.toThrow(/neither docker compose nor docker-compose/);
  });
});

describe('docker', () => {
  it('gets its input', async () => {
    program('docker', plain);
    expect((await cli().docker(['cp', '-', 'x:/'], Buffer.from('tar'))).stdout).toBe('docker cp - x:/\ntar');
  });

  it('that is not there is an answer, and an error where it is needed', async () => {
    const nowhere = createDockerCli({ PATH: folder });
    expect(await nowhere.docker(['ps'])).toMatchObject({ code: null });
    await expect(must(nowhere.docker(['ps']), 'docker ps')).rejects.toThrow(/^docker ps: spawn docker ENOENT$/);
  });

  it('keeps its last words short', async () => {
    program('docker', 'seq 1 100000 >&2; exit 3');
    await expect(must(cli().docker(['ps']), 'docker ps')).rejects.toThrow(/^docker ps: 99998 \/ 99999 \/ 100000$/);
  });
});
