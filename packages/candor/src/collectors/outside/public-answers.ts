import { connect } from 'node:tls';
import { type ProbeAnswer, probeHttp } from '../probes/http-request.js';
import { addressesOf } from './probe-ports.js';

/** What a declared site shows to the caller. */
export interface PublicAnswers {
  readonly name: string;
  /** Lines of `http.probe`. */
  readonly probes: readonly Readonly<Record<string, unknown>>[];
  /** The certificate shown for the name; null when there was none. */
  readonly pem: string | null;
}

const TLS_TIMEOUT_MS = 4000;
const CLEAR_HEADERS =
  /^(?:server|location|content-type|strict-transport-security|x-frame-options|x-content-type-options|content-security-policy|referrer-policy|permissions-policy|x-powered-by|cf-ray|via|alt-svc)$/;

/** One GET over HTTP and one over HTTPS of a declared name, and its certificate; judged as seen from here. */
export async function publicAnswers(name: string): Promise<PublicAnswers> {
  const address = (await addressesOf(name).catch(() => []))[0];
  if (address === undefined)
    return {
      name,
      probes: [{ url: `https://${name}/`, resolvedTo: null, status: null, headers: {}, error: 'ENOTFOUND' }],
      pem: null,
    };
  const [plain, secure, pem] = await Promise.all([
    probeHttp({ url: `http://${name}/`, address, port: 80 }),
    probeHttp({ url: `https://${name}/`, address, port: 443 }),
    certificateOf(name, address),
  ]);
  return { name, probes: [line(`http://${name}/`, address, plain), line(`https://${name}/`, address, secure)], pem };
}

/** Headers that say how the site is set up; cookies and the rest stay where they are. */
function line(url: string, resolvedTo: string, answer: ProbeAnswer): Record<string, unknown> {
  const headers = Object.entries(answer.headers).filter(([name]) => CLEAR_HEADERS.test(name));
  return {
    url,
    method: 'GET',
    resolvedTo,
    status: answer.status,
    headers: Object.fromEntries(headers),
    body: null,
    error: answer.error,
  };
}

function certificateOf(name: string, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port: 443, servername: name, rejectUnauthorized: false });
    const end = (pem: string | null) => {
      socket.destroy();
      resolve(pem);
    };
    socket.setTimeout(TLS_TIMEOUT_MS, () => end(null));
    socket.once('error', () => end(null));
    socket.once('secureConnect', () => end(socket.getPeerX509Certificate()?.toString() ?? null));
  });
}
