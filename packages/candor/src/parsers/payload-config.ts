import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, type Gap, known, partial, unknown } from '../core/fact.js';
import { type PayloadConfig, payloadConfigs } from '../facts/payload-config.js';
import { defineParser } from './parser.js';
import { Describer } from './payload-config/describe-value.js';
import { findConfig } from './payload-config/entities.js';
import { Interpreter } from './payload-config/interpreter.js';
import { type Module, readModule } from './payload-config/modules.js';
import { readRequestCode } from './payload-config/request-code.js';
import { type SourceFile, type SourceTree, sourceGap, sourceTrees } from './source-files.js';

const codeFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Most text of one source that is parsed, in characters; the collector's own bound is 5 MB. */
const textLimit = 8 << 20;
/** Files beyond this are generated or bundled. */
const fileLimit = 600_000;

/** Payload's configuration, collections and request code from the apps' own source. Nothing is evaluated. */
export const payloadConfigsParser = defineParser(payloadConfigs, (context): Fact<readonly PayloadConfig[]> => {
  const trees = sourceTrees(context);
  const evidence = trees.map((tree) => refTo(tree.first));
  if (!isNonEmpty(evidence)) {
    const gap = sourceGap(context);
    return unknown(gap.reason, gap.detail);
  }
  const found = trees.map((tree) => ({ tree, read: readSource(tree) }));
  const configs = found.flatMap(({ read }) => read ?? []);
  const failed = found.find(({ read }) => read === null);
  const gap: Gap | null = failed
    ? { reason: 'unparseable', detail: `the source of ${failed.tree.subject} is nested too deeply to be read` }
    : (trees.find((tree) => tree.gap !== null)?.gap ?? null);
  const relevant = configs.filter((each) => each.config !== null || each.entities.length > 0);
  return gap === null ? known(relevant, evidence, context.now) : partial(relevant, gap, evidence, context.now);
});

/** Null when the source cannot be read at all. */
function readSource(tree: SourceTree): PayloadConfig | null {
  try {
    const { modules, whole } = modulesOf(tree.files);
    const byPath = new Map(modules.map((module) => [module.path, module]));
    const anonymous = new Interpreter(byPath, 'anonymous');
    const describer = new Describer(anonymous, new Interpreter(byPath, 'ordinary'));
    const { config, entities, complete } = findConfig(modules, anonymous, describer);
    return {
      subject: tree.subject,
      whole: whole && tree.gap === null && tree.files.length > 1,
      ref: refTo(tree.first),
      config,
      entities,
      entitiesComplete: complete,
      ...readRequestCode(modules),
    };
  } catch (error) {
    if (error instanceof RangeError) return null; // nested so deeply that the stack ends: written to do that
    throw error;
  }
}

function modulesOf(files: readonly SourceFile[]): { modules: Module[]; whole: boolean } {
  const modules: Module[] = [];
  let whole = true;
  let left = textLimit;
  for (const file of files) {
    if (!codeFile.test(file.path) || /(?:^|\/)(?:node_modules|\.next|dist|build)\/|\.d\.[cm]?ts$/.test(file.path))
      continue;
    left -= file.text.length;
    const module = file.text.length > fileLimit || left < 0 ? null : readModule(file);
    if (module === null) whole = false;
    else modules.push(module);
  }
  return { modules, whole };
}
