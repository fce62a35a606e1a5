import { describe, expect, it } from 'vitest';
import { editDockerfile } from './edit-dockerfile.js';
import { removeSwitch } from './env-files.js';
import { type InstallFacts, planInstall } from './plan-install.js';
import { showDiff } from './show-diff.js';

const compose = 'services:\n  app:\n    build: ./app\n    image: site/app\n    environment:\n      SECRET: hunter2\n';

function facts(files: Record<string, string>, change: Partial<InstallFacts> = {}): InstallFacts {
  return {
    composeFile: '/srv/docker-compose.yml',
    folder: '/srv',
    project: 'srv',
    service: 'app',
    image: 'site/app',
    nodeOptions: { container: '', image: '' },
    packagePath: null,
    sensor: Buffer.from('sensor'),
    mode: 'observe',
    mount: false,
    read: (path) => (files[path] === undefined ? null : Buffer.from(files[path])),
    ...change,
  };
}

const built = { '/srv/docker-compose.yml': compose, '/srv/app/Dockerfile': 'FROM node:24\nCMD ["node", "s.js"]' };
const pulled = { '/srv/docker-compose.yml': 'services:\n  app:\n    image: reg/app:${TAG:-1}\n' };

const after = (plan: ReturnType<typeof planInstall>) =>
  Object.fromEntries(plan.changes.map((change) => [change.path, change.after.toString()]));

describe('what an installation changes', () => {
  it('a built service gets lines in its Dockerfile and the file beside it; the compose file stays', () => {
    const plan = planInstall(facts(built));
    expect(plan.method).toBe('dockerfile');
    expect(after(plan)).toEqual({
      '/srv/app/Dockerfile':
        'FROM node:24\nCMD ["node", "s.js"]\n# The sensor of Candor and the option that loads it: neither without the other (candor sensor install --undo).\nCOPY candor-sensor.cjs /opt/candor/sensor.cjs\nENV NODE_OPTIONS="--require=/opt/candor/sensor.cjs"\n',
      '/srv/app/candor-sensor.cjs': 'sensor',
    });
    expect(plan.image).toEqual({ tag: 'site/app', env: ['NODE_OPTIONS=--require=/opt/candor/sensor.cjs'] });
  });

  it('lines that are there already are not added twice', () => {
    const once = after(planInstall(facts(built)))['/srv/app/Dockerfile'] ?? '';
    const again = planInstall(facts({ ...built, '/srv/app/Dockerfile': once }));
    expect(Object.keys(after(again))).toEqual(['/srv/app/candor-sensor.cjs']);
  });

  it('a service of a registry is built on its image, whose name may hold a variable', () => {
    const plan = planInstall(facts(pulled, { mode: 'block' }));
    const files = after(plan);
    expect(Object.keys(files)).toEqual([
      '/srv/docker-compose.yml',
      '/srv/candor-sensor/app/Dockerfile',
      '/srv/candor-sensor/app/candor-sensor.cjs',
    ]);
    expect(files['/srv/docker-compose.yml']).toContain(
      'args: { BASE: "reg/app:${TAG:-1}" }\n    image: "candor/srv-app"',
    );
    expect(files['/srv/candor-sensor/app/Dockerfile']).toContain('ENV CANDOR_SENSOR="block"');
  });

  it('a dependency of the application needs its option alone', () => {
    const plan = planInstall(facts(built, { packagePath: '/app/node_modules/@candor/sensor/sensor.cjs' }));
    expect(plan.image).toBeNull();
    expect(after(plan)).toEqual({
      '/srv/docker-compose.yml': compose.replace(
        '      SECRET',
        '      NODE_OPTIONS: "--require=/app/node_modules/@candor/sensor/sensor.cjs"\n      SECRET',
      ),
    });
  });

  it('options that the service sets by itself are kept, and stand in both places', () => {
    const plan = planInstall(facts(built, { nodeOptions: { container: '--trace-gc', image: '' } }));
    expect(after(plan)['/srv/docker-compose.yml']).toContain(
      'NODE_OPTIONS: "--require=/opt/candor/sensor.cjs --trace-gc"',
    );
  });

  it('the old switch goes from the compose file and from env files', () => {
    const files = {
      ...built,
      '/srv/docker-compose.yml': `${compose}      DISABLE_SUBPROC_DIAG: "true"\n    env_file: [app.env]\n`,
      '/srv/.env': 'A=1\nDISABLE_SUBPROC_DIAG=true\n',
      '/srv/app.env': 'export DISABLE_SUBPROC_DIAG="1"\nB=2',
    };
    const texts = after(planInstall(facts(files)));
    expect(texts['/srv/docker-compose.yml']).not.toContain('DISABLE');
    expect([texts['/srv/.env'], texts['/srv/app.env']]).toEqual(['A=1\n', 'B=2']);
  });

  it.each<[string, string, boolean]>([
    ['*\n!server.js\n', '*\n!server.js\n!candor-sensor.cjs\n', true],
    ['**/*.cjs', '**/*.cjs\n!candor-sensor.cjs\n', true],
    ['node_modules\n.git\n', '', false],
  ])('.dockerignore %j', (before, expected, isChanged) => {
    const texts = after(planInstall(facts({ ...built, '/srv/app/.dockerignore': before })));
    expect(texts['/srv/app/.dockerignore']).toBe(isChanged ? expected : undefined);
  });

  it.each<[string, Record<string, string>, Partial<InstallFacts>, RegExp]>([
    ['carries one', built, { nodeOptions: { container: '--require=/x/sensor.cjs', image: '' } }, /carries a sensor/],
    ['no compose file', {}, {}, /cannot be read/],
    ['no Dockerfile', { '/srv/docker-compose.yml': compose }, {}, /Dockerfile cannot be read/],
    [
      'a build elsewhere',
      { '/srv/docker-compose.yml': compose.replace('./app', 'https://x/y.git') },
      {},
      /not in a file/,
    ],
    ['a service on one line', { '/srv/docker-compose.yml': 'services:\n  app: { image: a }\n' }, {}, /one line/],
  ])('refuses: %s', (_, files, change, why) => {
    expect(() => planInstall(facts(files, change))).toThrow(why);
  });

  it('shows no value of the environment', () => {
    const plan = planInstall(
      facts({ ...built, '/srv/.env': 'KEY=hunter2\nDISABLE_SUBPROC_DIAG=true\n' }, { mount: true }),
    );
    const diff = showDiff(plan.changes);
    expect(diff).not.toContain('hunter2');
    expect(diff).toContain('+      - "./candor-sensor.cjs:/opt/candor/sensor.cjs:ro"');
    expect(diff).toContain('-DISABLE_SUBPROC_DIAG=true');
  });
});

describe('Dockerfiles', () => {
  const lines = 'FROM a AS build\nRUN x\n\n# the app\nFROM b AS run\nCMD y\n';
  it.each<[string, string | null, RegExp | null]>([
    ['the last stage', null, /CMD y\n# The sensor[\s\S]*ENV A="1"\n$/],
    ['the stage that is built', 'BUILD', /^FROM a AS build\nRUN x\n# The sensor[\s\S]*ENV A="1"\n\n# the app\nFROM b/],
    ['no such stage', 'nowhere', null],
  ])('%s', (_, target, expected) => {
    const text = editDockerfile(lines, target, 's', ['A=1']);
    if (expected === null) expect(text).toBeNull();
    else expect(text).toMatch(expected);
  });

  it.each([
    ['A=1\nX=true\n', 'A=1\n'],
    ['X="on"\r\nA=1\r\n', 'A=1\r\n'],
    ['X=false\n#X=true\nXY=true\n', 'X=false\n#X=true\nXY=true\n'],
  ])('a switch in %j', (before, expected) => {
    expect(removeSwitch(before, 'X')).toBe(expected);
  });
});
