// Stand-ins of other people's images: the right program name, version marks and port, and nothing behind them.
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { fillRoot, importFolder, withFolder } from './images.mjs';
import { parts } from './parts.mjs';

const path = 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Answers `hello` to whatever comes, on the ports of its arguments. */
const listener = `
const net = require('node:net');
const title = process.env.STAND_IN_TITLE;
if (title) process.title = title;
for (const port of process.argv.slice(2)) {
  net.createServer((socket) => { socket.on('error', () => {}); socket.end('HTTP/1.1 200 OK\\r\\nContent-Length: 6\\r\\nConnection: close\\r\\n\\r\\nhello\\n'); }).listen(Number(port), '0.0.0.0');
}
process.on('SIGTERM', () => process.exit(0));
`;

/**
 * @typedef {{ image: string, program: string, env?: Record<string, string>, osRelease?: string, user?: string }} SideImage
 *   `program` is the absolute path of its main program in the image
 */

/**
 * Imports one; its command is `[program, '/usr/lib/stand-in.cjs', PORT…]`.
 * @param {import('./docker-api.mjs').Docker} docker @param {SideImage} wanted
 */
export async function importSideImage(docker, { image, program, env = {}, osRelease, user }) {
  await withFolder(async (root) => {
    await fillRoot(root);
    await mkdir(`${root}${program.slice(0, program.lastIndexOf('/'))}`, { recursive: true });
    await cp(parts.node24, `${root}${program}`);
    await writeFile(`${root}/usr/lib/stand-in.cjs`, listener);
    if (osRelease) await writeFile(`${root}/etc/os-release`, osRelease);
    const marks = Object.entries(env).map(([key, value]) => `ENV ${key}=${value}`);
    await importFolder(docker, root, image, [path, ...marks, ...(user ? [`USER ${user}`] : []), `CMD ["${program}"]`]);
  });
}
