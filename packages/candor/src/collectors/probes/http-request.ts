import { type IncomingHttpHeaders, type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { errorCode } from '../env/error-code.js';

/** One GET to an address of this machine, in the name of a host. */
export interface ProbeTarget {
  /** What a browser would ask for; its host is sent as Host and SNI. */
  readonly url: string;
  /** Where the connection goes instead of asking the resolver. */
  readonly address: string;
  readonly port: number;
}

/** What came back. */
export interface ProbeAnswer {
  readonly status: number | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly error: string | null;
}

const TIMEOUT_MS = 2000;
const MAX_BODY_BYTES = 256 << 10;

/** A single GET, no redirect followed, certificate not verified (it is judged apart), 2 s and 256 KiB at most. */
export function probeHttp(target: ProbeTarget): Promise<ProbeAnswer> {
  const url = new URL(target.url);
  const secure = url.protocol === 'https:';
  const options = {
    host: target.address,
    port: target.port,
    path: url.pathname,
    method: 'GET',
    agent: false,
    servername: secure ? url.hostname : undefined,
    rejectUnauthorized: false,
    headers: { host: url.host, 'user-agent': 'candor-check', accept: '*/*', connection: 'close' },
  } as const;
  return new Promise((resolve) => {
    const call = secure ? tlsRequest(options) : plainRequest(options);
    const fail = (error: string) => resolve({ status: null, headers: {}, body: '', error });
    const timer = setTimeout(() => {
      fail('ETIMEDOUT');
      call.destroy();
    }, TIMEOUT_MS);
    call.once('error', (error) => {
      clearTimeout(timer);
      fail(errorCode(error) ?? 'error');
    });
    call.once('response', (response) => {
      readBody(response, (body) => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? null, headers: response.headers, body, error: null });
      });
    });
    call.end();
  });
}

function readBody(response: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  let total = 0;
  const finish = () => done(Buffer.concat(chunks).toString());
  response.on('data', (chunk: Buffer) => {
    total += chunk.length;
    chunks.push(chunk);
    if (total > MAX_BODY_BYTES) response.destroy();
  });
  response.once('close', finish);
  response.once('error', finish);
}
