import { collected, nothingSeen } from '../artifact.js';
import type { Collector, CollectorEnv } from '../collected.js';
import type { EngineContainer } from '../docker/engine-access.js';
import { at, listOf, textAt } from '../docker/json.js';
import { mapLimited } from '../env/map-limited.js';
import { serverNames } from '../nginx/config-paths.js';
import { nginxConfig } from '../nginx/nginx-config.js';
import { pidIndex } from '../proc/pid-index.js';
import { hostSockets } from '../proc/sockets-collector.js';
import { type ProbeAnswer, type ProbeTarget, probeHttp } from './http-request.js';
import { keptBody } from './kept-body.js';

const APP_PATHS = ['/', '/api/access', '/api/users/init', '/.env', '/.git/config', '/api/graphql-playground'];
const SITE_PATHS = ['/', '/.env', '/.git/config', '/admin', '/api/graphql-playground'];
const MAX_APPS = 6;
const MAX_NAMES = 8;
/** Reserved by RFC 2606: no site has this name, so the default server answers. */
const UNKNOWN_NAME = 'candor-unknown.invalid';

/** Answers of the apps and sites of this host, asked on loopback with plain GETs; nothing leaves the machine. */
export const httpCollector: Collector = {
  id: 'http-probes',
  artifacts: ['http.probe'],
  deadlineMs: 10_000,
  async collect(env) {
    const targets = [...(await appTargets(env)), ...(await siteTargets(env))];
    const unseen = targets.length === 0 ? await nothingSeen(env, ['http.probe']) : [];
    if (unseen.length > 0) return unseen;
    const lines = await mapLimited(targets, 6, async (target) => line(env, target, await probeHttp(target)));
    return [
      collected(env, 'http.probe', lines.map((text) => `${text}\n`).join(''), { source: { api: 'GET on loopback' } }),
    ];
  },
};

function line(env: CollectorEnv, target: ProbeTarget, answer: ProbeAnswer): string {
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, headerText(env, name, value)]);
  return JSON.stringify({
    url: target.url,
    method: 'GET',
    resolvedTo: target.address,
    port: target.port,
    status: answer.status,
    headers: Object.fromEntries(headers),
    body: keptBody(new URL(target.url).pathname, answer.status, answer.body),
    error: answer.error,
  });
}

/** A cookie's attributes are judged, its value is a secret. */
function headerText(env: CollectorEnv, name: string, value: string | string[] | undefined): string {
  const texts = Array.isArray(value) ? value : [value ?? ''];
  const cookie = (text: string) =>
    text.replace(/^([^=;]{1,200}=)([^;]{0,8192})/, (_, key: string, secret: string) => key + env.redact.secret(secret));
  return texts.map((text) => (name === 'set-cookie' ? cookie(text) : env.redact.text(text))).join(', ');
}

async function appTargets(env: CollectorEnv): Promise<ProbeTarget[]> {
  const [ports, { items }] = await Promise.all([nodePorts(env), env.engine.containers()]);
  const index = await pidIndex(env);
  const nodes = items.filter((item) =>
    index.some((entry) => entry.containerId === item.id && /^(?:node|next-server)/.test(entry.comm)),
  );
  const all = [...new Set([...ports, ...nodes.flatMap(publishedPorts)])].slice(0, MAX_APPS);
  return all.flatMap((port) =>
    APP_PATHS.map((path) => ({ url: `http://127.0.0.1:${port}${path}`, address: '127.0.0.1', port })),
  );
}

/** Ports on which a Node process of the host listens, this one's own apart. */
async function nodePorts(env: CollectorEnv): Promise<number[]> {
  const { lines } = await hostSockets(env);
  return (lines ?? []).flatMap((text) => {
    const match =
      /^tcp LISTEN \d+ \d+ (?:127\.0\.0\.1|0\.0\.0\.0|\*|\[::\]):(\d+) \S+ users:\(\("(?:node|next-server[^"]*)",pid=(\d+)/.exec(
        text,
      );
    return match === null || Number(match[2]) === env.pid ? [] : [Number(match[1])];
  });
}

function publishedPorts(container: EngineContainer): number[] {
  const ports = at(container.inspect, 'NetworkSettings', 'Ports');
  return Object.entries(typeof ports === 'object' && ports !== null ? ports : {}).flatMap(([key, bindings]) =>
    key.endsWith('/tcp')
      ? listOf(bindings)
          .map((binding) => Number(textAt(binding, 'HostPort')))
          .filter((port) => port > 0)
      : [],
  );
}

async function siteTargets(env: CollectorEnv): Promise<ProbeTarget[]> {
  const { lines } = await hostSockets(env);
  const listens = (port: number) =>
    (lines ?? []).some((text) =>
      new RegExp(`^tcp LISTEN \\d+ \\d+ (?:0\\.0\\.0\\.0|\\*|127\\.0\\.0\\.1):${port} `).test(text),
    );
  const config = (await nginxConfig(env)).content.toString();
  const names = [...new Set([...env.policy.publicNames, ...serverNames(config)])].slice(0, MAX_NAMES);
  const https = names.flatMap((name) => SITE_PATHS.map((path) => site('https', name, path, 443)));
  const http = names.map((name) => site('http', name, '/', 80));
  const plain = listens(80) ? [...http, site('http', UNKNOWN_NAME, '/', 80)] : [];
  return [...plain, ...(listens(443) ? [...https, site('https', UNKNOWN_NAME, '/', 443)] : [])];
}

function site(scheme: 'http' | 'https', name: string, path: string, port: number): ProbeTarget {
  return { url: `${scheme}://${name}${path}`, address: '127.0.0.1', port };
}
