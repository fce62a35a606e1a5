// A certificate authority of the lab's own, and certificates by it (openssl 3, P-256).
import { mkdir, writeFile } from 'node:fs/promises';
import { must } from './process.mjs';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];

/** Makes the authority in `folder`: ca.pem and ca-key.pem. @param {string} folder */
export async function makeAuthority(folder) {
  await mkdir(folder, { recursive: true });
  const extensions = [
    '-addext',
    'basicConstraints=critical,CA:TRUE',
    '-addext',
    'keyUsage=critical,keyCertSign,cRLSign',
  ];
  await must([
    'openssl',
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    `${folder}/ca-key.pem`,
    '-out',
    `${folder}/ca.pem`,
    '-days',
    '3650',
    '-subj',
    '/CN=Station Lab CA',
    ...extensions,
  ]);
}

/**
 * A server certificate into `folder`/fullchain.pem and key.pem (0600).
 * @param {{ authority: string, folder: string, names: readonly string[], days: number, usage?: string }} wanted `days`
 *   from now, below zero for one that has run out; `usage` as extendedKeyUsage of openssl names it
 */
export async function makeCertificate({ authority, folder, names, days, usage = 'serverAuth' }) {
  await mkdir(folder, { recursive: true });
  await must([
    'openssl',
    'req',
    '-new',
    ...newKey,
    '-keyout',
    `${folder}/key.pem`,
    '-out',
    `${folder}/request.pem`,
    '-subj',
    `/CN=${names[0]}`,
  ]);
  const alternatives = names.map((name) => `DNS:${name}`).join(',');
  await writeFile(
    `${folder}/extensions.cnf`,
    `basicConstraints=CA:FALSE\nextendedKeyUsage=${usage}\nsubjectAltName=${alternatives}\n`,
  );
  const at = (/** @type {number} */ day) =>
    new Date(Date.now() + day * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  await mkdir(`${folder}/issued`, { recursive: true });
  await writeFile(`${folder}/issued/index.txt`, '');
  await writeFile(
    `${folder}/issued/ca.cnf`,
    `[ca]\ndefault_ca=lab\n[lab]\nnew_certs_dir=${folder}/issued\ndatabase=${folder}/issued/index.txt\nrand_serial=yes\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n`,
  );
  await must([
    ...['openssl', 'ca', '-batch', '-notext', '-config', `${folder}/issued/ca.cnf`, '-in', `${folder}/request.pem`],
    ...['-cert', `${authority}/ca.pem`, '-keyfile', `${authority}/ca-key.pem`, '-extfile', `${folder}/extensions.cnf`],
    ...['-startdate', `${at(Math.min(-1, days - 30))}Z`, '-enddate', `${at(days)}Z`, '-out', `${folder}/fullchain.pem`],
  ]);
  await must(['rm', '-rf', `${folder}/issued`, `${folder}/request.pem`, `${folder}/extensions.cnf`]);
  await must(['chmod', '600', `${folder}/key.pem`]);
}
