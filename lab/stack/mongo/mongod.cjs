// Stands in for a mongod: its wire protocol (OP_MSG, and OP_QUERY for the first handshake), access control and log
// lines, without a database. `mongod mongod.cjs [--auth] [--bind_ip_all]`; the process then carries mongod's title.
const { existsSync, readFileSync } = require('node:fs');
const net = require('node:net');
const { encode, decode } = require('./bson.cjs');
const { scramServer } = require('./scram.cjs');

const version = process.env.MONGO_VERSION ?? '8.0.17';
const flags = process.argv.slice(2);
const authentication = flags.includes('--auth');
const PORT = 27017;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const MAX_MESSAGE_BYTES = 48_000_000;

/** A secret file of the container, where Compose mounted one. @param {string} name */
function secretFile(name) {
  const path = `/run/secrets/${name}`;
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null;
}

/** Accounts with password and roles, as the init script of the stack makes them. */
const accounts = [
  {
    user: 'station',
    db: 'station',
    roles: ['readWrite@station'],
    password: process.env.STATION_DB_PASSWORD ?? secretFile('mongo_app_password'),
  },
  { user: 'keeper', db: 'admin', roles: ['root@admin'], password: secretFile('mongo_root_password') },
  { user: 'candor', db: 'admin', roles: ['candorAudit@admin'], password: secretFile('mongo_audit_password') },
].filter(({ password }) => password);

/** `role@database` as usersInfo has it. @param {string} text */
const roleOf = (text) => ({ role: text.split('@')[0], db: text.split('@')[1] });

let lines = 0;
/** mongod's structured log (JSON, one line an event). */
function log(component, message, attributes = {}) {
  lines += 1;
  console.log(
    JSON.stringify({
      t: { $date: new Date().toISOString() },
      s: 'I',
      c: component,
      id: 20000 + lines,
      ctx: 'listener',
      msg: message,
      attr: attributes,
    }),
  );
}

const hello = () => ({
  helloOk: true,
  isWritablePrimary: true,
  ismaster: true,
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: 1,
  minWireVersion: 0,
  maxWireVersion: 25,
  readOnly: false,
  ok: 1,
});
const openCommands = new Set([
  'hello',
  'ismaster',
  'isMaster',
  'ping',
  'buildInfo',
  'buildinfo',
  'saslStart',
  'saslContinue',
  'connectionStatus',
  'endSessions',
]);

/** Answers that need no state. */
const answers = {
  hello,
  ismaster: hello,
  isMaster: hello,
  ping: () => ({ ok: 1 }),
  endSessions: () => ({ ok: 1 }),
  buildInfo: () => ({ version, gitVersion: 'stand-in', modules: [], ok: 1 }),
  buildinfo: () => ({ version, gitVersion: 'stand-in', modules: [], ok: 1 }),
  listDatabases: () => ({
    databases: ['admin', 'station'].map((name) => ({ name, sizeOnDisk: 40_960, empty: false })),
    totalSize: 81_920,
    ok: 1,
  }),
  getCmdLineOpts: () => ({
    argv: ['mongod', ...flags],
    parsed: { net: { bindIp: '0.0.0.0' }, ...(authentication ? { security: { authorization: 'enabled' } } : {}) },
    ok: 1,
  }),
};

/** What an account with the right to look at accounts, settings and stored functions is told. */
const audits = {
  usersInfo: () => ({
    users: accounts.map(({ user, db, roles }) => ({ _id: `${db}.${user}`, user, db, roles: roles.map(roleOf) })),
    ok: 1,
  }),
  getParameter: () => ({ featureCompatibilityVersion: { version: version.split('.').slice(0, 2).join('.') }, ok: 1 }),
  find: (command) => ({
    cursor: { firstBatch: [], id: 0, ns: `${command.$db}.${command.find}` },
    ok: 1,
  }),
};
const auditors = new Set(['candor', 'keeper']);

/** One command of a session to its answer. */
function answer(session, command) {
  const name = Object.keys(command)[0] ?? '';
  if (authentication && !session.user && !openCommands.has(name)) {
    return { ok: 0, errmsg: `Command ${name} requires authentication`, code: 13, codeName: 'Unauthorized' };
  }
  if (name === 'saslStart') {
    const account = (name) => accounts.find(({ user, db }) => user === name && db === command.$db);
    session.scram = scramServer((name) => account(name)?.password ?? null);
    return session.scram.start(String(command.payload));
  }
  if (name === 'saslContinue') {
    if (session.user || !session.scram) return { conversationId: 1, done: true, payload: Buffer.alloc(0), ok: 1 };
    const { reply, user } = session.scram.finish(String(command.payload));
    session.user = user;
    return reply;
  }
  if (name === 'connectionStatus') {
    return {
      authInfo: {
        authenticatedUsers: accounts.filter(({ user }) => user === session.user).map(({ user, db }) => ({ user, db })),
        authenticatedUserRoles: accounts
          .filter(({ user }) => user === session.user)
          .flatMap(({ roles }) => roles.map(roleOf)),
      },
      ok: 1,
    };
  }
  if (Object.hasOwn(audits, name)) {
    return auditors.has(session.user)
      ? audits[name](command)
      : { ok: 0, errmsg: `not authorized on ${command.$db} to execute ${name}`, code: 13, codeName: 'Unauthorized' };
  }
  const fixed = Object.hasOwn(answers, name) ? answers[name] : null;
  return fixed ? fixed() : { ok: 0, errmsg: `no such command: '${name}'`, code: 59, codeName: 'CommandNotFound' };
}

/** One wire message to its reply; null for an operation that mongod no longer has. */
function reply(session, message) {
  const operation = message.readInt32LE(12);
  if (operation !== OP_QUERY && operation !== OP_MSG) return null;
  const start = operation === OP_MSG ? 21 : message.indexOf(0, 20) + 9;
  const document = encode(answer(session, decode(message.subarray(start, start + message.readInt32LE(start)))));
  const head = Buffer.alloc(operation === OP_MSG ? 21 : 36);
  head.writeInt32LE(head.length + document.length, 0);
  head.writeInt32LE(message.readInt32LE(4), 8);
  head.writeInt32LE(operation === OP_MSG ? OP_MSG : 1, 12);
  if (operation === OP_QUERY) head.writeInt32LE(1, 32);
  return Buffer.concat([head, document]);
}

function serve(socket) {
  const session = { user: null, scram: null };
  let pending = Buffer.alloc(0);
  log('NETWORK', 'Connection accepted', { remote: `${socket.remoteAddress}:${socket.remotePort}` });
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    try {
      while (pending.length >= 16 && pending.length >= pending.readInt32LE(0)) {
        const size = pending.readInt32LE(0);
        if (size < 21 || size > MAX_MESSAGE_BYTES) throw new Error('bad message length');
        const out = reply(session, pending.subarray(0, size));
        pending = pending.subarray(size);
        if (out === null) throw new Error('unsupported operation');
        socket.write(out);
      }
    } catch (error) {
      log('NETWORK', 'Bad message', { error: error.message });
      socket.destroy();
    }
  });
}

process.title = `mongod ${flags.join(' ')}`;
log('CONTROL', 'Build Info', { buildInfo: { version } });
if (!authentication)
  log(
    'CONTROL',
    'Access control is not enabled for the database. Read and write access to data and configuration is unrestricted',
  );
net
  .createServer(serve)
  .listen(PORT, '0.0.0.0', () => log('NETWORK', 'Waiting for connections', { port: PORT, ssl: 'off' }));
process.on('SIGTERM', () => process.exit(0));
