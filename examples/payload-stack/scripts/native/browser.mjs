// An editor's first day, in a real browser: takes the first account, logs out and in, uploads a cover, publishes an
// episode, and looks at the public page.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { appFolder } from './build.mjs';
import { siteName } from './nginx.mjs';

const program = '/usr/bin/chromium';
const lab = createRequire(fileURLToPath(new URL('../../../../lab/package.json', import.meta.url)));
const TIMEOUT_MS = 40_000;
const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update'];

/** What keeps the browser from running, or null. */
export function browserMissing() {
  return existsSync(program) ? null : `${program} (sh lab/install.sh chromium)`;
}

/** A cover of one colour with a frame, as PNG. */
export function makeCover() {
  const sharp = createRequire(`${appFolder}/package.json`)('sharp');
  const inner = { width: 560, height: 300, channels: 3, background: '#d9a441' };
  return sharp({ create: { width: 640, height: 360, channels: 3, background: '#20364f' } })
    .composite([{ input: { create: inner }, gravity: 'centre' }])
    .png()
    .toBuffer();
}

/** @param {number} httpsPort */
async function openBrowser(httpsPort) {
  const { chromium } = lab('playwright-core');
  return chromium.launch({
    executablePath: program,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-sync', ...quiet],
      `--host-resolver-rules=MAP ${siteName}:443 127.0.0.1:${httpsPort}, MAP * ~NOTFOUND`,
    ],
  });
}

/** Opens a page and waits until its scripts are at rest: what is typed into a form before that is lost. The way to a
 * server that has just started (edge, nginx, packet filter) may take some seconds to stand.
 * @param {import('playwright-core').Page} page @param {string} address */
async function open(page, address) {
  for (const deadline = Date.now() + TIMEOUT_MS; ; await page.waitForTimeout(500)) {
    try {
      await page.goto(address);
      break;
    } catch (error) {
      if (Date.now() > deadline || !/net::ERR_/.test(String(error))) throw error;
    }
  }
  await page.waitForLoadState('networkidle');
}

/** @param {import('playwright-core').Page} page @param {Record<string, string>} fields by name */
async function fill(page, fields) {
  for (const [name, text] of Object.entries(fields)) await page.fill(`#field-${name}`, text);
}

/** @param {import('playwright-core').Page} page @param {string} url @param {Account} account */
async function takeFirstAccount(page, url, { email, password, setupCode }) {
  await open(page, `${url}/admin`);
  await page.waitForURL('**/admin/create-first-user');
  await page.waitForLoadState('networkidle');
  await fill(page, { email, password, 'confirm-password': password, setupCode });
  await page.click('button[type=submit]');
  await page.waitForURL(/\/admin\/?$/);
}

/** @param {import('playwright-core').Page} page @param {string} url @param {Account} account */
async function logOutAndIn(page, url, { email, password }) {
  await open(page, `${url}/admin/logout`);
  await open(page, `${url}/admin/login`);
  await fill(page, { email, password });
  await page.click('button[type=submit]');
  await page.waitForURL(/\/admin\/?$/);
}

/** @param {import('playwright-core').Page} page @param {string} url */
async function uploadCover(page, url) {
  await open(page, `${url}/admin/collections/media/create`);
  const file = { name: 'cover.png', mimeType: 'image/png', buffer: await makeCover() };
  await page.setInputFiles('input[type=file]', file);
  await fill(page, { alt: 'A cover' });
  await page.click('#action-save');
  await page.waitForURL(/\/admin\/collections\/media\/\d+/);
}

/** @param {import('playwright-core').Page} page @param {string} url */
async function publishEpisode(page, url) {
  await open(page, `${url}/admin/collections/episodes/create`);
  await fill(page, { title: 'The first episode', slug: 'first' });
  await page.click('#action-save');
  await page.waitForURL(/\/admin\/collections\/episodes\/\d+/);
  await page.goto(url);
  await page.click('text=The first episode');
  await page.waitForURL('**/episodes/first');
}

/** @param {import('playwright-core').Page} page @param {string} url */
async function showUploads(page, url) {
  await open(page, `${url}/admin/collections/media`);
  await page.waitForSelector('td >> text=cover.png');
}

/** @typedef {{ email: string, password: string, setupCode: string }} Account */

/**
 * @param {import('./nginx.mjs').Nginx} nginx @param {Account} account
 * @param {{ picture?: string, log?: (line: string) => void }} [options] `picture`: a PNG of the page as the last step left it
 */
export async function visitAsEditor(nginx, account, { picture, log = () => {} } = {}) {
  const browser = await openBrowser(nginx.httpsPort);
  try {
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT_MS);
    const broken = [];
    page.on('pageerror', (/** @type {Error} */ error) => broken.push(error.message));
    /** @type {[string, () => Promise<void>][]} */
    const steps = [
      ['first account taken with the setup code', () => takeFirstAccount(page, nginx.url, account)],
      ['logged out and in', () => logOutAndIn(page, nginx.url, account)],
      ['cover uploaded', () => uploadCover(page, nginx.url)],
      ['episode published, and read by a visitor', () => publishEpisode(page, nginx.url)],
      ['list of uploads', () => showUploads(page, nginx.url)],
    ];
    for (const [name, step] of steps) {
      try {
        await step();
        log(name);
      } catch (error) {
        const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
        throw new Error(`not reached: ${name}, at ${page.url()}: ${why}`, { cause: error });
      } finally {
        if (picture) await page.screenshot({ path: picture });
      }
    }
    if (broken.length > 0) throw new Error(`errors in the browser: ${broken.slice(0, 3).join('; ')}`);
  } finally {
    await browser.close();
  }
}
