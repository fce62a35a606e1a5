import type { CodeSign, PayloadConfig, RequestHandler } from '../../facts/payload-config.js';
import { refAt } from './describe-value.js';
import type { Module } from './modules.js';
import { asNode, keyOf, lineOf, nameOf, nodesOf, type SyntaxNode, walkTree } from './syntax.js';

const routeFile = /(?:^|\/)(?:app\/(?:.{1,400}\/)?route\.[cm]?[jt]sx?|pages\/api\/.{1,400}\.[cm]?[jt]sx?)$/;
/** Payload's own routes, which its templates put into the app. */
const payloadRoute = /\(payload\)\/|REST_GET|@payloadcms\/next\/routes/;
const callerWords =
  /\b(?:req(?:uest)?\.user|payload\.auth|getServerSession|getSession|auth\(|verify\w{0,40}|jwt\w{0,20}|timingSafeEqual|authorization|CRON_SECRET|isAdmin|checkRole|requireUser|currentUser|getUser|signature|headers\(\)\.get\(['"]authorization)|!\s?user\b|\buser\b\s{0,3}(?:\)|\?|&&|[!=]==|\|\|)/i;
const localMethod =
  /^(?:find|findByID|findGlobal|findVersions|create|update|updateGlobal|delete|count|restoreVersion)$/;
const launcher = /^(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|fork)$/;

/** What code that answers requests does. */
export type RequestCode = Pick<PayloadConfig, 'handlers' | 'localApi' | 'dangerousCalls' | 'secretLogging'>;

/** Reads routes, endpoints and hooks for what they do with a request. */
export function readRequestCode(modules: readonly Module[]): RequestCode {
  const code = { handlers: [], localApi: [], dangerousCalls: [], secretLogging: [] } as {
    [K in keyof RequestCode]: RequestCode[K][number][];
  };
  for (const module of modules) {
    const isRoute = routeFile.test(module.path) && !payloadRoute.test(`${module.path}\n${module.file.text}`);
    if (isRoute) code.handlers.push(handlerOf(module, module.program, `/${module.path}`));
    const endpoints = /\bendpoints?\b/.test(module.file.text) ? endpointsOf(module) : [];
    code.handlers.push(...endpoints);
    const answers = isRoute || endpoints.length > 0 || /['"]use server['"]|\bhandler\b/.test(module.file.text);
    readSigns(module, code, answers || /(?:^|\/)(?:endpoints|actions|api)\//.test(module.path));
  }
  return code;
}

/** Objects with `path` and `handler` (Payload documentation, REST API, custom endpoints). */
function endpointsOf(module: Module): RequestHandler[] {
  const found: RequestHandler[] = [];
  walkTree(module.program, (node) => {
    if (node.type !== 'ObjectExpression') return undefined;
    const properties = nodesOf(node.properties);
    const byKey = new Map(properties.map((each) => [keyOf(each), each]));
    const handler = byKey.get('handler');
    const path = asNode(byKey.get('path')?.value);
    if (handler === undefined || path?.type !== 'StringLiteral' || !byKey.has('method')) return undefined;
    found.push(handlerOf(module, node, String(path.value)));
    return undefined;
  });
  return found;
}

function handlerOf(module: Module, node: SyntaxNode, name: string): RequestHandler {
  const start = typeof node.start === 'number' ? node.start : 0;
  const end = typeof node.end === 'number' ? node.end : module.file.text.length;
  const text = module.file.text.slice(start, end);
  const acts = /\.(?:create|update|delete|updateGlobal|sendEmail)\(|exec|spawn|writeFile|unlink|fetch\(/;
  const place = { module, line: lineOf(node) };
  return {
    name: name.slice(0, 200),
    checksCaller: callerWords.test(text),
    harmless: !acts.test(text) && readsAsCaller(node) && !/\bhandler:\s*\w+\s*[,}]/.test(text),
    ref: refAt(place),
  };
}

/** Everything that is looked up is looked up with the rights of whoever asks, as Payload's own API does. */
function readsAsCaller(handler: SyntaxNode): boolean {
  let whole = true;
  walkTree(handler, (node) => {
    if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return undefined;
    const callee = asNode(node.callee);
    if (/^(?:find|findByID)$/.test((callee === null ? null : keyOf(callee)) ?? '')) whole &&= isLocalCallAsCaller(node);
    return undefined;
  });
  return whole;
}

function isLocalCallAsCaller(node: SyntaxNode): boolean {
  const options = nodesOf(node.arguments)[0];
  if (options?.type !== 'ObjectExpression') return false;
  const override = nodesOf(options.properties).findLast((each) => keyOf(each) === 'overrideAccess');
  return asNode(override?.value)?.value === false;
}

function readSigns(
  module: Module,
  code: { [K in keyof RequestCode]: RequestCode[K][number][] },
  answersRequests: boolean,
): void {
  const sign = (node: SyntaxNode, what: string): CodeSign => ({ what, ref: refAt({ module, line: lineOf(node) }) });
  const launches = /['"](?:node:)?(?:child_process|vm)['"]/.test(module.file.text);
  walkTree(module.program, (node) => {
    if (node.type === 'NewExpression' && nameOf(node.callee) === 'Function')
      code.dangerousCalls.push(sign(node, 'new Function(…)'));
    if (node.type !== 'CallExpression' && node.type !== 'OptionalCallExpression') return undefined;
    const local = answersRequests ? localCall(node) : null;
    if (local !== null) code.localApi.push(sign(node, local));
    const danger = dangerousCall(node, launches);
    if (danger !== null) code.dangerousCalls.push(sign(node, danger));
    const logged = loggedSecret(node);
    if (logged !== null) code.secretLogging.push(sign(node, logged));
    return undefined;
  });
}

/** `payload.find({…})` with neither `overrideAccess: false` nor a caller that hands its options on. */
function localCall(node: SyntaxNode): string | null {
  const callee = asNode(node.callee);
  const method = callee === null ? null : keyOf(callee);
  const owner = asNode(callee?.object);
  const name = owner === null ? null : (nameOf(owner) ?? keyOf(owner));
  if (name !== 'payload' || method === null || !localMethod.test(method)) return null;
  const options = nodesOf(node.arguments)[0];
  if (options?.type !== 'ObjectExpression') return null;
  const properties = nodesOf(options.properties);
  if (properties.some((each) => each.type === 'SpreadElement')) return null;
  const override = properties.find((each) => keyOf(each) === 'overrideAccess');
  return asNode(override?.value)?.value === false ? null : `payload.${method}() without overrideAccess: false`;
}

function dangerousCall(node: SyntaxNode, launches: boolean): string | null {
  const callee = asNode(node.callee);
  const name = callee === null ? null : (nameOf(callee) ?? keyOf(callee));
  if (callee?.type === 'Identifier' && name === 'eval') return 'eval(…)';
  const owner = nameOf(callee?.object);
  if (owner === 'vm' && name !== null && /^(?:runIn|compile)/.test(name)) return `vm.${name}(…)`;
  if (!launches || name === null || !launcher.test(name)) return null;
  const [command, ...rest] = nodesOf(node.arguments);
  const constant = command?.type === 'StringLiteral';
  const shell = rest.some((each) => each.type === 'ObjectExpression' && hasShell(each));
  if (name === 'exec' || name === 'execSync') {
    return constant || (owner !== null && !/child|cp/i.test(owner))
      ? null
      : `${name}() with a command that is put together`;
  }
  return shell && !constant ? `${name}() with a shell` : null;
}

function hasShell(options: SyntaxNode): boolean {
  return nodesOf(options.properties).some((each) => keyOf(each) === 'shell' && asNode(each.value)?.value !== false);
}

/** `console.log(password)`, `logger.info({ body: req.body })`. */
function loggedSecret(node: SyntaxNode): string | null {
  const callee = asNode(node.callee);
  const method = callee?.type === 'MemberExpression' ? keyOf(callee) : null;
  const owner = asNode(callee?.object);
  const ownerName = owner === null ? null : (nameOf(owner) ?? keyOf(owner));
  if (method === null || !/^(?:log|info|debug|warn|error|dir|trace)$/.test(method)) return null;
  if (ownerName === null || !/^(?:console|logger|log)$/.test(ownerName)) return null;
  let found: string | null = null;
  for (const argument of nodesOf(node.arguments)) {
    walkTree(argument, (inner) => {
      const name = inner.type === 'Identifier' ? nameOf(inner) : /Member/.test(inner.type) ? keyOf(inner) : null;
      if (name !== null && /^(?:password|passwd|token|secret|apiKey|authorization|cookies?|credentials)$/i.test(name))
        found ??= name;
      if (name === 'body' && /^req(?:uest)?$/.test(nameOf(inner.object) ?? '')) found ??= 'the body of a request';
      return !/Call|Unary/.test(inner.type) || /Call/.test(inner.type);
    });
  }
  return found === null ? null : `${ownerName}.${method}() writes ${found}`;
}
