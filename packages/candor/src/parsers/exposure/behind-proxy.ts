import { refTo } from '../../core/evidence.js';
import type { ExposurePath } from '../../facts/exposure.js';
import { type NginxModel, type NginxPass, nginxModel, ownDirectives, readNginx } from '../../formats/nginx/index.js';
import type { ParseContext } from '../parser.js';
import { type Reading, readArtifacts } from '../readings.js';

/** Directives by which nginx asks who comes before it passes a request on (ngx_http_access_module and its kin). */
const guards = ['auth_basic', 'auth_request', 'auth_jwt', 'deny'] as const;

function isGuarded(name: (typeof guards)[number], args: readonly string[]): boolean {
  return name === 'deny' ? args[0] === 'all' : args[0] !== 'off';
}

/** What strangers reach through nginx: each declared web path, continued to the service that nginx passes requests to. */
export function pathsBehindProxy(context: ParseContext, paths: readonly ExposurePath[]): readonly ExposurePath[] {
  const doors = paths.filter((path) => path.declared && path.from !== 'loopback' && path.path.includes('nginx'));
  const inner = paths.filter((path) => path.proto === 'tcp' && !path.path.includes('nginx'));
  if (doors.length === 0 || inner.length === 0) return [];
  const { rows } = readArtifacts(context, 'nginx.config', readNginx);
  const found = new Map<string, ExposurePath>();
  for (const row of rows.filter(({ artifact }) => artifact.subject === 'host')) {
    const model = nginxModel(row.value);
    for (const pass of model.passes) {
      for (const door of doors.filter((candidate) => listensOn(model, pass, candidate.port))) {
        const next = continued(door, pass, inner, row);
        if (next) found.set(`${next.from}|${door.port}|${next.to}|${next.blockedBy === null}`, next);
      }
    }
  }
  return [...found.values()];
}

function listensOn(model: NginxModel, pass: NginxPass, port: number): boolean {
  const servers = model.servers.filter(({ context }) => chain(pass).includes(context));
  return servers.some(({ listens }) => listens.some((listen) => listen.port === port));
}

/** The block of the pass and those around it, innermost first. */
function chain(pass: NginxPass): readonly NginxPass['context'][] {
  const blocks: NginxPass['context'][] = [];
  for (let at: NginxPass['context'] | null = pass.context; at !== null && blocks.length < 64; at = at.parent)
    blocks.push(at);
  return blocks;
}

function continued(
  door: ExposurePath,
  pass: NginxPass,
  inner: readonly ExposurePath[],
  row: Reading<unknown>,
): ExposurePath | null {
  const local = pass.servers.filter(({ host }) =>
    /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host.replace(/^\[|\]$/g, '')),
  );
  const target = inner.find(({ port }) => local.some((server) => server.port === port));
  if (!target) return null;
  const guard = guards.find((name) =>
    chain(pass).some((block) => ownDirectives(block, name).some(({ args }) => isGuarded(name, args))),
  );
  return {
    ...target,
    from: door.from,
    declared: true,
    addresses: door.addresses,
    path: [...door.path, `127.0.0.1:${target.port}`, target.path.at(-1) ?? target.subject],
    blockedBy: door.blockedBy ?? (guard === undefined ? null : `nginx asks first (${guard})`),
    notes: [`passed on by nginx, ${pass.file}:${pass.line}`],
    evidence: [
      ...door.evidence,
      refTo(row.artifact, pass.dumpLine, `${pass.directive} ${pass.target}`),
      ...target.evidence,
    ],
  };
}
