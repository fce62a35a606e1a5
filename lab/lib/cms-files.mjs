// What the CMS has on disk besides its own source: node_modules as its lock file says, and a Next build. The parts of
// Next that facts are read from are the released bytes; everything else is a package.json.
import { copyFile, cp, mkdir, writeFile } from 'node:fs/promises';
import { readJson } from './images.mjs';

const decoder = 'dist/compiled/react-server-dom-webpack';
const runtime = 'dist/compiled/next-server/app-page.runtime.prod.js';

/** Puts the released files of one Next version into `node_modules/next`.
 * @param {string} app @param {string} release folder of the real package */
export async function placeNext(app, release) {
  const next = `${app}/node_modules/next`;
  await mkdir(`${next}/dist/compiled/next-server`, { recursive: true });
  await cp(`${release}/${decoder}`, `${next}/${decoder}`, { recursive: true });
  await copyFile(`${release}/${runtime}`, `${next}/${runtime}`);
  const record = await readJson(`${release}/package.json`);
  await mkdir(`${next}/dist/bin`, { recursive: true });
  await writeFile(`${next}/dist/bin/next`, "#!/usr/bin/env node\nrequire('../../../../server.js');\n", { mode: 0o755 });
  await writeFile(`${next}/package.json`, `${JSON.stringify({ ...record, name: 'next' }, null, 2)}\n`);
}

/** `npm ci`, as far as its traces matter. @param {string} app @param {string} nextRelease */
export async function placeModules(app, nextRelease) {
  const lock = await readJson(`${app}/package-lock.json`);
  const installed = Object.entries(lock.packages).filter(([path]) => path !== '');
  for (const [path, record] of installed) {
    if (path === 'node_modules/next') continue;
    const name = path.slice('node_modules/'.length);
    await mkdir(`${app}/${path}`, { recursive: true });
    await writeFile(
      `${app}/${path}/package.json`,
      `${JSON.stringify({ name, version: record.version, license: record.license }, null, 2)}\n`,
    );
  }
  await placeNext(app, nextRelease);
  const hidden = {
    name: lock.name,
    version: lock.version,
    lockfileVersion: 3,
    requires: true,
    packages: Object.fromEntries(installed),
  };
  await writeFile(`${app}/node_modules/.package-lock.json`, `${JSON.stringify(hidden, null, 2)}\n`);
}

const pages = {
  '/page': 'app/page.js',
  '/admin/[[...segments]]/page': 'app/admin/page.js',
  '/api/[...slug]/route': 'app/api/route.js',
};

/** The traces of `next build`. @param {string} app */
export async function placeBuild(app) {
  const build = `${app}/.next`;
  /** @type {Record<string, unknown>} */
  const files = {
    BUILD_ID: 'Xk3vQ0sJc7uYh2mTnL9aB',
    'build-manifest.json': { pages: { '/_app': [] }, rootMainFiles: [] },
    'app-path-routes-manifest.json': {
      '/page': '/',
      '/admin/[[...segments]]/page': '/admin/[[...segments]]',
      '/api/[...slug]/route': '/api/[...slug]',
    },
    'prerender-manifest.json': { version: 4, routes: {}, dynamicRoutes: {}, preview: {} },
    'routes-manifest.json': {
      version: 3,
      basePath: '',
      redirects: [],
      rewrites: [],
      headers: [],
      dynamicRoutes: [],
      staticRoutes: [],
    },
    'required-server-files.json': {
      version: 1,
      config: {
        output: 'standalone',
        poweredByHeader: false,
        productionBrowserSourceMaps: false,
        images: { unoptimized: false, remotePatterns: [] },
      },
      files: [],
    },
    'server/app-paths-manifest.json': pages,
    'server/middleware-manifest.json': { version: 3, middleware: {}, sortedMiddleware: [], functions: {} },
    'server/server-reference-manifest.json': {
      node: {},
      edge: {},
      encryptionKey: 'process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY',
    },
    ...Object.fromEntries(
      Object.values(pages).map((path) => [`server/${path}`, `module.exports = { page: ${JSON.stringify(path)} };\n`]),
    ),
  };
  for (const [path, content] of Object.entries(files)) {
    await mkdir(`${build}/${path}`.replace(/\/[^/]*$/, ''), { recursive: true });
    await writeFile(`${build}/${path}`, typeof content === 'string' ? content : `${JSON.stringify(content)}\n`);
  }
  for (const folder of [`${build}/cache`, `${app}/media`]) await mkdir(folder, { recursive: true });
}
