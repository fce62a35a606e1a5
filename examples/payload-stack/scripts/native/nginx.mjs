// nginx in front, with the site's own configuration; what differs on a machine that is no server is listed here: paths,
// loopback ports, no edge before it, and the admin pages for this machine.
import { spawn } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeAuthority, makeCertificate } from '../../../../lab/lib/certificates.mjs';
import { must, until } from '../../../../lab/lib/process.mjs';

const own = fileURLToPath(new URL('../../nginx', import.meta.url));

/** The name that the site has. */
export const siteName = 'cms.station.example';

/** @param {string} folder @param {{ httpPort: number, httpsPort: number, appPort: number }} ports @returns {[RegExp, string][]} */
function differences(folder, { httpPort, httpsPort, appPort }) {
  const isRoot = process.getuid?.() === 0;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `  ${name}_temp_path ${folder}/temp/${name};`,
  );
  return [
    [/^user .*\n/m, isRoot ? 'user www-data;\n' : ''],
    [/\/etc\/nginx\/(?=snippets|sites-enabled)/g, `${folder}/nginx/`],
    [/\/var\/log\/nginx\//g, `${folder}/logs/`],
    [/\/run\/nginx\.pid/, `${folder}/nginx.pid`],
    [/\/etc\/ssl\/station\//g, `${folder}/tls/`],
    [/^ *ssl_(?:client_certificate|verify_client) .*\n/gm, ''],
    [/^ *listen \[::\].*\n/gm, ''],
    [/listen 80\b/g, `listen 127.0.0.1:${httpPort}`],
    [/listen 443\b/g, `listen 127.0.0.1:${httpsPort}`],
    [/server 127\.0\.0\.1:3000;/, `server 127.0.0.1:${appPort};`],
    [/^allow .*;$/m, 'allow 127.0.0.0/8;'],
    [/^http \{\n/m, `http {\n${temporary.join('\n')}\n`],
  ];
}

/** @param {string} folder @param {Parameters<typeof differences>[1]} ports */
function placeConfiguration(folder, ports) {
  cpSync(own, `${folder}/nginx`, { recursive: true });
  cpSync(`${folder}/nginx/sites`, `${folder}/nginx/sites-enabled`, { recursive: true });
  for (const name of readdirSync(`${folder}/nginx`, { recursive: true }).map(String)) {
    if (!name.endsWith('.conf')) continue;
    const path = `${folder}/nginx/${name}`;
    let text = readFileSync(path, 'utf8');
    for (const [from, to] of differences(folder, ports)) text = text.replace(from, to);
    writeFileSync(path, text);
  }
}

/**
 * Starts it on two loopback ports. `authority` is the certificate to trust.
 * @param {import('./places.mjs').Places} places @param {Parameters<typeof differences>[1]} ports
 */
export async function startNginx({ folder }, ports) {
  await makeAuthority(`${folder}/ca`);
  await makeCertificate({ authority: `${folder}/ca`, folder: `${folder}/tls`, names: [siteName], days: 30 });
  placeConfiguration(folder, ports);
  const command = ['nginx', '-p', folder, '-c', `${folder}/nginx/nginx.conf`, '-e', `${folder}/logs/error.log`];
  await must([...command, '-t', '-q']);
  const child = spawn(command[0] ?? '', [...command.slice(1), '-g', 'daemon off;'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGQUIT');
    await ended;
  };
  const url = `https://${siteName}`;
  const curl = [
    ...['curl', '-sS', '-m', '10', '--cacert', `${folder}/ca/ca.pem`],
    ...['--connect-to', `${siteName}:443:127.0.0.1:${ports.httpsPort}`],
  ];
  try {
    await until(
      'nginx',
      async () => (await must([...curl, '-o', '/dev/null', '-w', '%{http_code}', `${url}/`])) === '200',
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, httpsPort: ports.httpsPort, authority: `${folder}/ca/ca.pem`, curl, stop, pid: child.pid ?? 0 };
}
/** @typedef {Awaited<ReturnType<typeof startNginx>>} Nginx */
