import { request } from 'node:http';

/** What is done to a container; each has its opposite. */
export type EngineAction =
  | { readonly kind: 'pause' | 'unpause' | 'start'; readonly container: string }
  | { readonly kind: 'stop'; readonly container: string; readonly graceSec: number }
  | { readonly kind: 'disconnect'; readonly container: string; readonly network: string }
  | { readonly kind: 'connect'; readonly container: string; readonly network: string; readonly endpoint: unknown };

const deadlineMs = 60_000;

/** Sends one action to the engine's socket (Docker API 1.41); null when it was done, else why not. */
export function sendAction(socketPath: string, action: EngineAction): Promise<string | null> {
  const { path, body } = callOf(action);
  const payload = body === null ? '' : JSON.stringify(body);
  return new Promise((resolve) => {
    const call = request(
      {
        socketPath,
        path: `/v1.41${path}`,
        method: 'POST',
        headers: { host: 'docker', 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) },
        timeout: deadlineMs,
        agent: false,
      },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => {
          if (parts.length < 64) parts.push(part);
        });
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          const text = Buffer.concat(parts).toString().replace(/\s+/g, ' ').slice(0, 300);
          resolve(status < 300 || status === 304 ? null : `the engine answered ${status}: ${text}`); // 304: it was so already
        });
      },
    );
    call.on('timeout', () => call.destroy(new Error('no answer in a minute')));
    call.on('error', (error) => resolve(error.message));
    call.end(payload);
  });
}

function callOf(action: EngineAction): { readonly path: string; readonly body: unknown } {
  switch (action.kind) {
    case 'stop':
      return { path: `/containers/${action.container}/stop?t=${action.graceSec}`, body: null };
    case 'disconnect':
      return {
        path: `/networks/${encodeURIComponent(action.network)}/disconnect`,
        body: { Container: action.container, Force: true },
      };
    case 'connect':
      return {
        path: `/networks/${encodeURIComponent(action.network)}/connect`,
        body: { Container: action.container, EndpointConfig: action.endpoint },
      };
    default:
      return { path: `/containers/${action.container}/${action.kind}`, body: null };
  }
}
