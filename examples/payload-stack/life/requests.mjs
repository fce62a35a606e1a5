// What people and programs ask of the site, as plain requests; each answers with its status and a word about the body.
import { makeCover } from '../scripts/native/browser.mjs';

const site = 'https://cms.station.example';

/** A second of silence: MPEG-1 layer III frames of 128 kbit/s at 44.1 kHz (ISO 11172-3). @param {number} seconds */
export function makeSound(seconds) {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9000);
  return Buffer.concat(Array.from({ length: Math.ceil(seconds * 38.28) }, () => frame));
}

/**
 * A visitor of one address; who has logged in sends his token along.
 * @param {string} base such as `http://127.0.0.1:3000`
 * @param {{ token?: string, headers?: Record<string, string>, send?: typeof fetch }} [options] `send` stands in for fetch
 */
export function visitor(base, { token, headers = {}, send = fetch } = {}) {
  const own = { ...(token ? { authorization: `JWT ${token}` } : {}), ...headers };
  /** @param {string} path @param {RequestInit} [init] */
  const ask = (path, init = {}) =>
    send(`${base}${path}`, { redirect: 'manual', ...init, headers: { ...own, ...init.headers } });
  /** @param {string} method @param {string} path @param {unknown} body */
  const json = (method, path, body) =>
    ask(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  /** @param {string} name @param {string} type @param {Buffer} bytes */
  const upload = (name, type, bytes) => {
    const form = new FormData();
    form.append('file', new Blob([bytes], { type }), name);
    form.append('_payload', JSON.stringify({ alt: name }));
    return ask('/api/media', { method: 'POST', body: form });
  };
  return { ask, json, upload };
}

/** @param {Response} response */
async function outline(response) {
  const type = (response.headers.get('content-type') ?? '').split(';')[0];
  if (type !== 'application/json') {
    const text = await response.text();
    return `${response.status} ${type} ${/<title>([^<]*)/.exec(text)?.[1] ?? ''}`.trim();
  }
  const body = await response.json();
  const words = [body.message, body.errors?.[0]?.message, body.doc?.filename, body.doc?.durationSec, body.totalDocs];
  return `${response.status} ${Object.keys(body).sort().join(',')} ${words.filter((word) => word !== undefined && word !== null).join(' ')}`.trim();
}

/**
 * Each thing that the site does, once: the same list of outlines from every app that works alike.
 * @param {string} base @param {{ email: string, password: string, setupCode: string }} account
 */
export async function tryEverything(base, { email, password, setupCode }) {
  /** @type {Record<string, string>} */ const seen = {};
  const anyone = visitor(base);
  /** @param {string} name @param {Promise<Response>} response */
  const note = async (name, response) => {
    seen[name] = await outline(await response);
  };
  await note('health', anyone.ask('/api/health'));
  await note('first account without the code', anyone.json('POST', '/api/users/first-register', { email, password }));
  await note('first account', anyone.json('POST', '/api/users/first-register', { email, password, setupCode }));
  await note('first account again', anyone.json('POST', '/api/users/first-register', { email, password, setupCode }));
  await note('wrong password', anyone.json('POST', '/api/users/login', { email, password: 'no' }));
  const login = await anyone.json('POST', '/api/users/login', { email, password });
  const { token } = await login.json();
  const editor = visitor(base, { token });
  const { user } = await (await editor.ask('/api/users/me')).json();
  seen.me = `${user.email} ${user.roles} ${'setupCode' in user}`;
  await note('cover', editor.upload('cover.png', 'image/png', await makeCover()));
  await note('sound', editor.upload('sound.mp3', 'audio/mpeg', makeSound(3)));
  await note('a script as upload', editor.upload('a.html', 'text/html', Buffer.from('<script>1</script>')));
  await note('upload of a stranger', anyone.upload('cover.png', 'image/png', await makeCover()));
  const draft = { title: 'A draft', slug: 'draft', _status: 'draft' };
  await note('draft', editor.json('POST', '/api/episodes?draft=true', draft));
  await note('episode', editor.json('POST', '/api/episodes', { title: 'One', slug: 'one', _status: 'published' }));
  await note('episodes for all', anyone.ask('/api/episodes'));
  await note('episodes for editors', editor.ask('/api/episodes'));
  await note('users for all', anyone.ask('/api/users'));
  await note('update of a stranger', anyone.json('PATCH', '/api/users/1', { roles: ['admin'] }));
  await note('graphql', anyone.json('POST', '/api/graphql', { query: '{__schema{types{name}}}' }));
  await note('home', anyone.ask('/'));
  await note('page', anyone.ask('/episodes/one'));
  await note('page of a draft', anyone.ask('/episodes/draft'));
  await note('prefetch', anyone.ask('/episodes/one', { headers: { rsc: '1', 'next-router-prefetch': '1' } }));
  const cookie = { cookie: `payload-token=${token}`, origin: site };
  await note('admin', anyone.ask('/admin', { headers: cookie }));
  await note('admin list', anyone.ask('/admin/collections/episodes', { headers: cookie }));
  await note('image', anyone.ask('/api/media/file/cover.png'));
  await note('nowhere', anyone.ask('/wp-login.php'));
  await note('logout', editor.json('POST', '/api/users/logout', {}));
  return seen;
}
