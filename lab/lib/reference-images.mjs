// The images of the reference stack without a registry: the last stage of its Dockerfile, word for word, on a runtime made
// of the lab's Node; the stages before it need npm's and Debian's registries.
import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildImage, nodeImage, withFolder } from './images.mjs';
import { appFolder, exampleFolder } from './reference-app.mjs';

const sensor = fileURLToPath(new URL('../../packages/sensor/sensor.cjs', import.meta.url));
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
 * @param {string} [standalone] folder of Next's output, whose name has to be `standalone` */
export async function buildApp(docker, image, standalone = `${appFolder}/.next/standalone`) {
  await withFolder(async (folder) => {
    await writeFile(`${folder}/Dockerfile`, await appStage());
    const parent = standalone.replace(/\/standalone$/, '');
    const from = ['-C', folder, 'Dockerfile', '-C', appFolder, 'package-lock.json', '-C', parent, 'standalone'];
    const tar = spawn('tar', ['--numeric-owner', '--owner=0', '--group=0', '-cf', '-', ...from], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const answer = await docker.call('POST', `/build?t=${encodeURIComponent(image)}&version=1`, { tar: tar.stdout });
    const error = answer.split('\n').find((line) => line.includes('"error"'));
    if (error) throw new Error(`docker build ${image}: ${error}`);
  });
}
