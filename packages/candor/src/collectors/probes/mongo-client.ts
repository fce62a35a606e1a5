import { connect, type Socket } from 'node:net';
import { type BsonInput, decodeBson, encodeBson } from './bson.js';

const OP_MSG = 2013;
const TIMEOUT_MS = 1500;
const MAX_REPLY_BYTES = 4 << 20;

/** Sends commands one after the other over one connection (MongoDB wire protocol, OP_MSG) without logging in. */
export async function askMongo(
  host: string,
  port: number,
  commands: readonly BsonInput[],
): Promise<Record<string, unknown>[]> {
  const socket = await open(host, port);
  try {
    const replies: Record<string, unknown>[] = [];
    for (const [index, command] of commands.entries()) replies.push(await ask(socket, index + 1, command));
    return replies;
  } finally {
    socket.destroy();
  }
}

function open(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function ask(socket: Socket, id: number, command: BsonInput): Promise<Record<string, unknown>> {
  const body = encodeBson({ ...command, $db: 'admin' });
  const head = Buffer.alloc(21);
  [21 + body.length, id, 0, OP_MSG, 0].forEach((value, index) => {
    head.writeInt32LE(value, index * 4);
  });
  return new Promise((resolve, reject) => {
    let reply = Buffer.alloc(0);
    const stop = () => {
      socket.removeListener('data', take);
      socket.removeListener('close', closed);
    };
    const closed = () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' }));
    const take = (chunk: Buffer) => {
      reply = Buffer.concat([reply, chunk]);
      const size = reply.length < 4 ? Number.POSITIVE_INFINITY : reply.readInt32LE(0);
      if (reply.length > MAX_REPLY_BYTES) socket.destroy();
      if (reply.length < size) return;
      stop();
      resolve(decodeBson(reply.subarray(21)));
    };
    socket.on('data', take);
    socket.once('close', closed);
    socket.write(Buffer.concat([head, body]));
  });
}
