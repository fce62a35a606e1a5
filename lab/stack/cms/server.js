// Stands in for a Payload CMS on Next.js in its standalone output: the same process title, files on disk and answers,
// without the CMS. It keeps one connection to the database, as the real one does.
const http = require('node:http');
const net = require('node:net');
const { readFileSync } = require('node:fs');

const next = JSON.parse(readFileSync(`${__dirname}/node_modules/next/package.json`, 'utf8'));
const claimed = process.env.CMS_FIRST_USER !== 'missing';
const openUsers = process.env.CMS_OPEN_USERS === 'yes';

/** `{ hello: 1, $db: 'admin' }` as an OP_MSG of MongoDB's wire protocol. */
function helloMessage() {
  const document = Buffer.concat([
    Buffer.from([0, 0, 0, 0, 0x10]),
    Buffer.from('hello\0'),
    Buffer.from([1, 0, 0, 0, 0x02]),
    Buffer.from('$db\0'),
    Buffer.from([6, 0, 0, 0]),
    Buffer.from('admin\0'),
    Buffer.from([0]),
  ]);
  document.writeInt32LE(document.length, 0);
  const header = Buffer.alloc(21);
  header.writeInt32LE(21 + document.length, 0);
  header.writeInt32LE(1, 4);
  header.writeInt32LE(2013, 12);
  return Buffer.concat([header, document]);
}

let databaseAnswers = false;
function keepDatabase() {
  const uri = new URL(process.env.DATABASE_URI ?? 'mongodb://127.0.0.1:27017/');
  const socket = net.connect({ host: uri.hostname, port: Number(uri.port || 27017), keepAlive: true });
  socket.on('connect', () => socket.write(helloMessage()));
  socket.on('data', () => {
    databaseAnswers = true;
  });
  socket.on('error', (error) => console.error(`database: ${error.message}`));
  socket.on('close', () => {
    databaseAnswers = false;
    setTimeout(keepDatabase, 1000);
  });
}

const page = (title) =>
  `<!DOCTYPE html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
const refused = { errors: [{ message: 'You are not allowed to perform this action.' }] };
const access = {
  canAccessAdmin: false,
  collections: {
    media: { fields: true, read: true },
    pages: { fields: true, read: { permission: true, where: { _status: { equals: 'published' } } } },
    ...(openUsers ? { users: { fields: true, read: true, update: true } } : {}),
  },
  globals: {},
};

/** The answers of a Payload app to somebody who is not logged in: status, body. */
const routes = {
  'GET /': [200, page('Station')],
  'GET /admin': [200, page('Login - Payload')],
  'GET /admin/create-first-user': claimed ? [307, page('Login - Payload')] : [200, page('Create first user - Payload')],
  'GET /api/access': [200, access],
  'GET /api/users/init': [200, { initialized: claimed }],
  'GET /api/users/me': [200, { user: null }],
  'GET /api/users': openUsers ? [200, { docs: [], totalDocs: 0 }] : [403, refused],
  'POST /api/users/first-register': claimed
    ? [403, refused]
    : [400, { errors: [{ message: 'The following fields are invalid: email, password' }] }],
  'POST /api/users/login': [401, { errors: [{ message: 'The email or password provided is incorrect.' }] }],
  'POST /api/graphql': [
    400,
    { errors: [{ message: 'GraphQL introspection is not allowed, but the query contained __schema or __type' }] },
  ],
  'GET /api/health': [200, { ok: true }],
};

const server = http.createServer((request, response) => {
  const path = (request.url ?? '/').split('?')[0];
  const [status, body] = routes[`${request.method === 'HEAD' ? 'GET' : request.method} ${path}`] ?? [
    404,
    page('404: This page could not be found.'),
  ];
  const json = typeof body !== 'string';
  const content = path === '/api/health' ? { ok: true, database: databaseAnswers } : body;
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html; charset=utf-8' });
  response.end(json ? JSON.stringify(content) : content);
});

if (process.argv[2] !== 'dev') process.title = `next-server (v${next.version})`;
server.listen(Number(process.env.PORT ?? 3000), process.env.HOSTNAME_TO_BIND ?? '0.0.0.0', () => {
  console.log(`   ▲ Next.js ${next.version}`);
  console.log('   - Local:        http://localhost:3000');
  console.log(' ✓ Ready in 412ms');
});
keepDatabase();
process.on('SIGTERM', () => process.exit(0));
