import { type IncomingMessage, request } from 'node:http';

/** Raw outcome of one GET over a unix socket. */
export interface RawAnswer {
  readonly httpStatus: number;
  readonly bytes: Buffer;
  readonly truncated: boolean;
}

/** One GET with an absolute deadline and a bound on bytes; rejects with `ETIMEDOUT` or the socket's error. */
export function httpGet(
  socketPath: string,
  path: string,
  bounds: { readonly timeoutMs: number; readonly maxBytes: number },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path, method: 'GET', agent: false, headers: { host: 'docker' } });
    const timer = setTimeout(() => {
      call.destroy();
      reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    }, bounds.timeoutMs);
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      outcome();
    };
    call.once('error', (error) => settle(() => reject(error)));
    call.once('response', (response) => {
      gather(response, bounds.maxBytes)
        .then((answer) => settle(() => resolve(answer)))
        .catch((error: unknown) => settle(() => reject(error)));
    });
    call.end();
  });
}

function gather(response: IncomingMessage, maxBytes: number): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let total = 0;
    const done = () => {
      const bytes = Buffer.concat(chunks).subarray(0, maxBytes);
      resolve({ httpStatus: response.statusCode ?? 0, bytes, truncated: total > maxBytes });
    };
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      total += chunk.length;
      if (total <= maxBytes) return;
      done();
      response.destroy();
    });
    response.once('end', done);
    response.once('error', reject);
  });
}
