import { baseName, type Field } from './invocation.js';

/** A program start after its wrappers; `fields[0]` names it. */
export interface Unwrapped {
  readonly fields: readonly Field[];
  readonly wrappers: readonly string[];
}

/** Options of each wrapper that take a value of their own (their manual pages); the rest of the line is a command. */
const WRAPPERS: Readonly<Record<string, { readonly valued: string; readonly operands: number }>> = {
  sudo: { valued: 'ugpChrtTUD', operands: 0 },
  doas: { valued: 'uC', operands: 0 },
  nohup: { valued: '', operands: 0 },
  setsid: { valued: '', operands: 0 },
  env: { valued: 'uCS', operands: 0 },
  timeout: { valued: 'ks', operands: 1 },
  nice: { valued: 'n', operands: 0 },
  ionice: { valued: 'cnp', operands: 0 },
  stdbuf: { valued: 'ioe', operands: 0 },
  busybox: { valued: '', operands: 0 },
  toybox: { valued: '', operands: 0 },
  exec: { valued: 'a', operands: 0 },
  command: { valued: '', operands: 0 },
  builtin: { valued: '', operands: 0 },
  time: { valued: 'fo', operands: 0 },
  xargs: { valued: 'IdELnPsaR', operands: 0 },
  chroot: { valued: '', operands: 1 },
  unshare: { valued: '', operands: 0 },
  flock: { valued: 'wE', operands: 1 },
  gosu: { valued: '', operands: 1 },
  'su-exec': { valued: '', operands: 1 },
  tini: { valued: '', operands: 0 },
  'dumb-init': { valued: '', operands: 0 },
  watch: { valued: 'n', operands: 0 },
  strace: { valued: 'oesp', operands: 0 },
  proot: { valued: 'rbw', operands: 0 },
};

const MOST_WRAPPERS = 8;

function afterOptions(fields: readonly Field[], valued: string, operands: number): readonly Field[] {
  let index = 1;
  for (; index < fields.length; index += 1) {
    const value = fields[index]?.value ?? '';
    if (value === '--') {
      index += 1;
      break;
    }
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(value)) continue;
    if (!value.startsWith('-') || value === '-') break;
    if (value.length === 2 && valued.includes(value.slice(1))) index += 1;
  }
  return fields.slice(index + operands);
}

function findExec(fields: readonly Field[]): readonly Field[] | null {
  const at = fields.findIndex(({ value }) => value === '-exec' || value === '-execdir' || value === '-ok');
  return at < 0 ? null : fields.slice(at + 1);
}

const DOCKER_VALUED: ReadonlySet<string> = new Set([
  '-e',
  '--env',
  '-u',
  '--user',
  '-w',
  '--workdir',
  '--env-file',
  '--index',
]);

function dockerExec(fields: readonly Field[]): readonly Field[] | null {
  const at = fields.findIndex(({ value }) => value === 'exec');
  if (at < 1 || at > 4) return null;
  let index = at + 1;
  while (fields[index]?.value.startsWith('-')) index += DOCKER_VALUED.has(fields[index]?.value ?? '') ? 2 : 1;
  return fields.slice(index + 1);
}

function inner(name: string, fields: readonly Field[]): readonly Field[] | null {
  if (name === 'find') return findExec(fields);
  if (name === 'docker' || name === 'docker-compose' || name === 'podman' || name === 'kubectl')
    return dockerExec(fields);
  if (name === 'command' && /^-[vV]$/.test(fields[1]?.value ?? '')) return null;
  const wrapper = WRAPPERS[name];
  return wrapper === undefined ? null : afterOptions(fields, wrapper.valued, wrapper.operands);
}

/** Takes `sudo`, `nohup`, `env A=b`, `busybox`, `timeout 5`, `find -exec`, `docker exec NAME` and the like off. */
export function unwrapProgram(fields: readonly Field[]): Unwrapped {
  const wrappers: string[] = [];
  let rest = fields;
  while (wrappers.length < MOST_WRAPPERS) {
    const name = baseName(rest[0]?.value ?? '');
    const next =
      Object.hasOwn(WRAPPERS, name) || /^(?:find|docker|docker-compose|podman|kubectl)$/.test(name)
        ? inner(name, rest)
        : null;
    if (next === null || next.length === 0) break;
    wrappers.push(name);
    rest = next;
  }
  return { fields: rest, wrappers };
}
