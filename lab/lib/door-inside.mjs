// The far side of door.mjs: `node door-inside.mjs SOCKET ADDRESS PORT`, in the network namespace of a visitor.
import net from 'node:net';

const [path = '', host = '', port = ''] = process.argv.slice(2);
net
  .createServer((near) => {
    const far = net.connect({ host, port: Number(port) });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far).pipe(near);
  })
  .listen(path, () => process.stdout.write('ready\n'));
