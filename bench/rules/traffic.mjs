// Ordinary traffic, from a seed: lines of nginx and program starts of a Payload server.
const pages = ['/', '/posts', '/about', '/shop', '/contact'];
const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
];

function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function accessLines(count) {
  const random = seeded(7);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const start = Date.UTC(2026, 0, 5, 8);
  return Array.from({ length: count }, (_, n) => {
    const ip = `203.0.${Math.floor(random() * 4)}.${1 + Math.floor(random() * 250)}`;
    const kind = random();
    const target =
      kind < 0.3
        ? `${pick(pages)}/${Math.floor(random() * 900)}?_rsc=${Math.floor(random() * 1e6).toString(36)}`
        : kind < 0.6
          ? `/_next/static/chunks/${Math.floor(random() * 1e9).toString(16)}.js`
          : kind < 0.75
            ? `/_next/image?url=%2Fapi%2Fmedia%2Ffile%2Fphoto-${Math.floor(random() * 500)}.jpg&w=640&q=75`
            : kind < 0.9
              ? `/api/posts?where[slug][equals]=post-${Math.floor(random() * 500)}&limit=1`
              : kind < 0.98
                ? pick(pages)
                : `/wp-${Math.floor(random() * 50)}.php`;
    const status = target.endsWith('.php') ? 404 : random() < 0.95 ? 200 : 304;
    const time = new Date(start + n * 20).toUTCString();
    const clf = `${time.slice(5, 7)}/${time.slice(8, 11)}/${time.slice(12, 16)}:${time.slice(17, 25)} +0000`;
    return `${ip} - - [${clf}] "GET ${target} HTTP/1.1" ${status} ${Math.floor(random() * 9e4)} "https://lab.example/" "${pick(agents)}"`;
  });
}

const programs = [
  ['/usr/bin/ffprobe', (n) => `ffprobe -v quiet -print_format json -show_streams /app/media/video-${n % 300}.mp4`],
  [
    '/usr/bin/ffmpeg',
    (n) => `ffmpeg -y -i /app/media/video-${n % 300}.mp4 -vf scale=640:-1 -c:v libx264 /app/media/small-${n % 300}.mp4`,
  ],
  ['/bin/bash', () => 'bash /app/scripts/sh/archive/rsync_pull.sh --since yesterday --quiet'],
  ['/usr/bin/rsync', (n) => `rsync -a --delete archive.lab.example:/srv/archive/${n % 40}/ /srv/archive/${n % 40}/`],
  ['/usr/bin/git', () => 'git config --local --get remote.origin.url'],
  ['/usr/bin/psql', (n) => `psql -h db -U app -c "select count(*) from plays where day = ${n % 365}"`],
  ['/usr/local/bin/node', (n) => `node /app/node_modules/.bin/tsx scripts/cron/job-${n % 12}.ts`],
  ['/usr/bin/curl', () => 'curl -fsS -m 5 http://127.0.0.1:3000/api/health'],
];

export function processEvents(count) {
  const random = seeded(11);
  return Array.from({ length: count }, (_, n) => {
    const [image, command] = programs[Math.floor(random() * programs.length)];
    const raw = command(n);
    return {
      time: new Date(Date.UTC(2026, 0, 5, 8) + n * 20),
      logsource: { product: 'linux', category: 'process_creation', service: 'audit' },
      fields: {
        'process.executable': image,
        'process.command_line': raw,
        'process.parent.executable': '/usr/local/bin/node',
        'process.working_directory': '/app',
        'process.pid': 1000 + (n % 30_000),
        'process.parent.pid': 1,
        'user.id': 1000,
        'container.name': 'site-app-1',
      },
      raw,
      source: { sensor: 'audit', name: 'audit', cursor: String(n) },
    };
  });
}
