// The images of the reference stack without a registry: the last stage of its Dockerfile, word for word, on a runtime made
// of the lab's Node; the stages before it need npm's and Debian's registries.
import { spawn } from 'node:child_process';
import { copyFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { placeBuild, placeModules } from './cms-files.mjs';
import { buildImage, editJson, nodeImage, withFolder } from './images.mjs';
import { parts } from './parts.mjs';
import { appFolder, exampleFolder, standaloneFolder } from './reference-app.mjs';

const sensor = fileURLToPath(new URL('../../packages/sensor/sensor.cjs', import.meta.url));
const standIn = fileURLToPath(new URL('../stack/cms', import.meta.url));
const runtime = 'station/runtime:lab';

/** The stage `app` of the Dockerfile, with the files of the stages before it taken from the build's folder. */
async function appStage() {
  const text = await readFile(`${exampleFolder}/Dockerfile`, 'utf8');
  const at = text.indexOf('FROM runtime AS app\n');
  if (at < 0) throw new Error('the Dockerfile has no stage "FROM runtime AS app"');
  return text
    .slice(at)
    .replace('FROM runtime AS app', `FROM ${runtime}`)
    .replace('--from=build /app/package-lock.json', 'package-lock.json')
    .replace('--from=build /app/.next/standalone', 'standalone');
}

/** The stage `runtime`, without ffprobe, which Debian's registry has. @param {import('./docker-api.mjs').Docker} docker */
export async function buildRuntime(docker) {
  await withFolder(async (folder) => {
    for (const name of ['media', 'database']) await mkdir(`${folder}/data/${name}`, { recursive: true });
    await copyFile(sensor, `${folder}/sensor.cjs`);
    await copyFile(`${exampleFolder}/health.mjs`, `${folder}/health.mjs`);
    const lines = [
      `FROM ${nodeImage}`,
      'ENV NEXT_TELEMETRY_DISABLED=1',
      'WORKDIR /app',
      'COPY --chown=1000:1000 data /data',
      'COPY sensor.cjs /opt/candor/sensor.cjs',
      'COPY health.mjs /opt/station/health.mjs',
    ];
    await writeFile(`${folder}/Dockerfile`, `${lines.join('\n')}\n`);
    await buildImage(docker, folder, runtime);
  });
}

/** The app's image. @param {import('./docker-api.mjs').Docker} docker @param {string} image
 * @param {string} [app] folder of an app that was built */
export async function buildApp(docker, image, app = appFolder) {
  await withFolder(async (folder) => {
    await writeFile(`${folder}/Dockerfile`, await appStage());
    const from = ['-C', folder, 'Dockerfile', '-C', app, 'package-lock.json', '-C', '.next', 'standalone'];
    const tar = spawn('tar', ['--numeric-owner', '--owner=0', '--group=0', '-cf', '-', ...from], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const answer = await docker.call('POST', `/build?t=${encodeURIComponent(image)}&version=1`, { tar: tar.stdout });
    const error = answer.split('\n').find((line) => line.includes('"error"'));
    if (error) throw new Error(`docker build ${image}: ${error}`);
  });
}

/** The stand-in of a CMS over the released files of Next 15.3.2: what `npm install next@15.3.2` would deploy.
 * @param {import('./docker-api.mjs').Docker} docker @param {string} image */
export async function buildOldNext(docker, image) {
  await withFolder(async (folder) => {
    await cp(standIn, folder, { recursive: true });
    await editJson(`${folder}/package.json`, (record) => {
      record.dependencies.next = '15.3.2';
    });
    await editJson(`${folder}/package-lock.json`, (lock) => {
      lock.packages[''].dependencies.next = '15.3.2';
      const release = { version: '15.3.2', resolved: 'https://registry.npmjs.org/next/-/next-15.3.2.tgz' };
      Object.assign(lock.packages['node_modules/next'], release, { integrity: undefined });
    });
    await placeModules(folder, parts.nextReact2shell);
    await placeBuild(folder);
    const text = await readFile(`${folder}/Dockerfile`, 'utf8');
    await writeFile(`${folder}/Dockerfile`, text.replace(/^FROM .*$/m, `FROM ${runtime}`));
    await buildImage(docker, folder, image);
  });
}

/** The rule `update` of the collection of users, as the build has it. */
const updateRule = /(slug:"users".{0,600}?access:\{[^{}]*?update:)[\w.$]+,/g;

/** The app with `update: () => true` on its users: in the built chunks, which is what a deployment brings.
 * @param {import('./docker-api.mjs').Docker} docker @param {string} image */
export async function buildOpenUsers(docker, image) {
  await withFolder(async (folder) => {
    const server = `${standaloneFolder}/.next/server`;
    const chunks = (await readdir(server, { recursive: true })).filter((path) => path.endsWith('.js'));
    let changed = 0;
    for (const path of chunks) {
      const before = await readFile(`${server}/${path}`, 'utf8');
      const after = before.replace(updateRule, '$1()=>!0,');
      if (after === before) continue;
      changed += 1;
      await mkdir(`${folder}/server/${path}`.replace(/\/[^/]*$/, ''), { recursive: true });
      await writeFile(`${folder}/server/${path}`, after);
    }
    if (changed === 0) throw new Error('the build has no collection of users with a rule `update`');
    await writeFile(`${folder}/Dockerfile`, 'FROM station-payload:latest\nCOPY server /app/.next/server\n');
    await buildImage(docker, folder, image);
  });
}
