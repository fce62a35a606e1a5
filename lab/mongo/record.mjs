// Records what the probe asks and what a mongod answers, byte by byte: `node lab/mongo/record.mjs` writes the two files of
// packages/candor/src/collectors/probes/testdata. The answers are those of the manual (hello, listDatabases,
// getCmdLineOpts, buildInfo; MongoDB 8.0 with access control, 7.0 without), put into BSON by the official library, with
// the types that a real server adds: Timestamp, ObjectId, Binary, Long, Double, Date.
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { Binary, Double, deserialize, Long, ObjectId, serialize, Timestamp } from 'bson';
import { askMongo } from '../../packages/candor/dist/collectors/probes/mongo-client.js';

const HEADER_BYTES = 21;
const target = new URL('../../packages/candor/src/collectors/probes/testdata/', import.meta.url);
const clock = new Timestamp({ t: 1_795_000_000, i: 1 });
const signature = { hash: new Binary(Buffer.alloc(20)), keyId: Long.fromString('0') };
const tail = { $clusterTime: { clusterTime: clock, signature }, operationTime: clock };

const hello = (version) => ({
  isWritablePrimary: true,
  topologyVersion: { processId: new ObjectId('65f0c0ffee65f0c0ffee0001'), counter: Long.fromNumber(0, true) },
  maxBsonObjectSize: 16_777_216,
  maxMessageSizeBytes: 48_000_000,
  maxWriteBatchSize: 100_000,
  localTime: new Date('2026-11-22T12:00:00Z'),
  logicalSessionTimeoutMinutes: 30,
  connectionId: 7,
  minWireVersion: 0,
  maxWireVersion: version,
  readOnly: false,
  ok: new Double(1),
});

const refused = (command) => ({
  ok: new Double(0),
  errmsg: `Command ${command} requires authentication`,
  code: 13,
  codeName: 'Unauthorized',
  ...tail,
});

const build = (version, array) => ({
  version,
  gitVersion: '0b1c2d3e',
  modules: [],
  allocator: 'tcmalloc-google',
  javascriptEngine: 'mozjs',
  versionArray: array,
  bits: 64,
  debug: false,
  maxBsonObjectSize: 16_777_216,
  storageEngines: ['devnull', 'wiredTiger'],
  ok: new Double(1),
});

const servers = {
  'wire-8.0-with-access-control.json': {
    hello: hello(25),
    listDatabases: refused('listDatabases'),
    getCmdLineOpts: refused('getCmdLineOpts'),
    buildInfo: build('8.0.17', [8, 0, 17, 0]),
  },
  'wire-7.0-open.json': {
    hello: hello(21),
    listDatabases: {
      databases: ['admin', 'config', 'local', 'station'].map((name) => ({ name })),
      ok: new Double(1),
    },
    getCmdLineOpts: {
      argv: ['mongod', '--bind_ip_all', '--dbpath', '/data/db'],
      parsed: { net: { bindIp: '*', port: 27_017 }, storage: { dbPath: '/data/db' } },
      ok: new Double(1),
    },
    buildInfo: build('7.0.14', [7, 0, 14, 0]),
  },
};

/** A reply as OP_MSG with one section of kind 0. @param {Buffer} request @param {object} document */
function replyTo(request, document) {
  const body = Buffer.from(serialize(document));
  const head = Buffer.alloc(HEADER_BYTES);
  head.writeInt32LE(HEADER_BYTES + body.length, 0);
  head.writeInt32LE(4711, 4);
  head.writeInt32LE(request.readInt32LE(4), 8);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}

for (const [file, answers] of Object.entries(servers)) {
  const exchanges = [];
  const server = net.createServer((socket) => {
    socket.on('data', (request) => {
      const command = deserialize(request.subarray(HEADER_BYTES));
      const name = Object.keys(command)[0] ?? '';
      const reply = replyTo(request, answers[name]);
      exchanges.push({ command, request: request.toString('hex'), reply: reply.toString('hex') });
      socket.write(reply);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const commands = [{ hello: 1 }, { listDatabases: 1, nameOnly: 1 }, { getCmdLineOpts: 1 }, { buildInfo: 1 }];
  await askMongo('127.0.0.1', server.address().port, commands);
  server.close();
  await writeFile(new URL(file, target), `${JSON.stringify(exchanges, null, 2)}\n`);
}
