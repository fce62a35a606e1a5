import { type Artifact, hasContent, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { parsed, unparseable } from '../core/parsed.js';
import { type NginxVersion, type NginxView, nginxConfig, nginxVersion } from '../facts/nginx.js';
import { processes } from '../facts/processes.js';
import { hostListeners } from '../facts/sockets.js';
import { nginxModel, readNginx } from '../formats/nginx/index.js';
import { defineParser, type ParseContext } from './parser.js';
import { gapOf, readArtifacts } from './readings.js';

/** The configuration that `nginx -T` prints, as one model. */
export const nginxConfigParser = defineParser(nginxConfig, (context): Fact<NginxView | null> => {
  const { rows, gap } = readArtifacts(context, 'nginx.config', readNginx, 'host');
  const row = rows[0];
  if (!row) return absence(context, context.artifacts('nginx.config', 'host')[0], gap?.detail ?? 'not collected');
  const model = nginxModel(row.value);
  const ref = refTo(row.artifact);
  const view: NginxView = { model, files: row.value.files.map(({ path }) => path), ref };
  if (gap === null && model.complete) return known(view, [ref], row.artifact.capturedAt);
  const hole = gap ?? { reason: 'unparseable' as const, detail: 'the dump of nginx lacks a part' };
  return partial(view, hole, [ref], row.artifact.capturedAt);
});

const versionLine = /nginx version: (?:nginx|openresty|angie)\/(\d{1,4}\.\d{1,4}\.\d{1,4})/;

/** The version that `nginx -v` or `nginx -V` prints. */
export const nginxVersionParser = defineParser(nginxVersion, (context): Fact<NginxVersion | null> => {
  const { rows, gap } = readArtifacts(
    context,
    'nginx.version',
    (text) => {
      const version = versionLine.exec(text.slice(0, 4000))?.[1];
      const built = /^configure arguments:(.{0,20000})$/m.exec(text.slice(0, 30_000))?.[1];
      return version === undefined
        ? unparseable('no nginx version')
        : parsed({ version, built: built === undefined ? null : built.trim().split(/\s+/) });
    },
    'host',
  );
  const row = rows[0];
  if (!row) return absence(context, context.artifacts('nginx.version', 'host')[0], gap?.detail ?? 'not collected');
  const ref = refTo(row.artifact);
  return known({ ...row.value, ref }, [ref], row.artifact.capturedAt);
});

/** No nginx on the host: the program is not installed, or a whole process list shows none and nobody else holds the door. */
function absence(context: ParseContext, artifact: Artifact | undefined, detail: string): Fact<null> {
  const view = context.fact(processes);
  const reason = artifact === undefined ? 'not-collected' : (gapOf(artifact)?.reason ?? 'not-collected');
  if (artifact !== undefined && hasContent(artifact)) return unknown('unparseable', detail);
  if (view.status !== 'known') return unknown(reason, detail);
  const running = view.value.items.filter(({ args }) => /(?:^|\/)nginx(?::|\s|$)/.test(args));
  const own = running.find(({ container }) => container === null);
  if (own) return unknown(reason, `nginx runs (pid ${own.pid}), but ${detail}`);
  const publisher = containerAtDoor(context, running);
  if (publisher !== null) {
    return unknown('unsupported', `nginx runs inside ${publisher}, and its configuration was not collected`);
  }
  if (artifact?.status !== 'absent' || !view.value.hostComplete) return unknown(reason, detail);
  const evidence = [refTo(artifact), ...view.evidence];
  return isNonEmpty(evidence) ? known(null, evidence, context.now) : unknown(reason, detail);
}

/** A container whose nginx may be the one behind the published web ports; null when the host's own program holds them. */
function containerAtDoor(context: ParseContext, running: readonly { readonly container: string | null }[]) {
  const listeners = context.fact(hostListeners);
  const inside = running.find(({ container }) => container !== null)?.container ?? null;
  if (inside === null || listeners.status !== 'known') return null;
  const door = listeners.value.find(({ port, proto }) => proto === 'tcp' && (port === 80 || port === 443));
  return door?.processName === 'docker-proxy' ? inside : null;
}
