import { type EvidenceRef, isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type NextSetting, type NextSource, nextSources } from '../facts/next-source.js';
import { literalSettings } from './next-settings.js';
import { defineParser } from './parser.js';
import { type SourceFile, type SourceTree, sourceGap, sourceTrees } from './source-files.js';

const codeFile = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/** Next.js features and configuration from the app's own source. Nothing is evaluated. */
export const nextSourcesParser = defineParser(nextSources, (context): Fact<readonly NextSource[]> => {
  const trees = sourceTrees(context);
  const evidence = trees.map((tree) => refTo(tree.first));
  if (!isNonEmpty(evidence)) {
    const gap = sourceGap(context);
    return unknown(gap.reason, gap.detail);
  }
  const sources = trees.map(describe);
  const gap = trees.find((tree) => tree.gap !== null)?.gap ?? null;
  return gap === null ? known(sources, evidence, context.now) : partial(sources, gap, evidence, context.now);
});

function describe(tree: SourceTree): NextSource {
  const code = tree.files.filter(
    (file) => codeFile.test(file.path) && !/(?:^|\/)(?:node_modules|\.next)\//.test(file.path),
  );
  const middleware = code.find((file) =>
    /(?:^|\/)middleware\.[cm]?[jt]s$|^(?:src\/)?proxy\.[cm]?[jt]s$/.test(file.path),
  );
  const config = code.find((file) => /(?:^|\/)next\.config\.[cm]?[jt]s$/.test(file.path));
  const page = code.find((file) => /(?:^|\/)app\/(?:.{1,400}\/)?(?:page|layout|route)\.[jt]sx?$/.test(file.path));
  const whole = tree.gap === null && tree.files.length > 1;
  return {
    subject: tree.subject,
    whole,
    ref: refTo(tree.first),
    appRouter: place(page),
    middleware:
      middleware === undefined
        ? null
        : {
            decidesAccess: /auth|session|token|cookie|jwt|login/i.test(middleware.text),
            ref: refTo(middleware.artifact),
          },
    useCache: directive(code, 'use cache'),
    serverAction: directive(code, 'use server'),
    settings: config === undefined ? defaults(whole && page !== undefined) : settingsOf(config),
    publicSecrets: code.flatMap(publicSecrets),
  };
}

/** A Next.js app whose whole source has no next.config runs on the defaults: nothing is set. */
function defaults(proven: boolean): readonly NextSetting[] | null {
  return proven ? [] : null;
}

function place(file: SourceFile | undefined): EvidenceRef | null {
  return file === undefined ? null : refTo(file.artifact, null, file.path);
}

function directive(files: readonly SourceFile[], word: 'use cache' | 'use server'): EvidenceRef | null {
  const pattern = new RegExp(`^[ \\t]*['"]${word}(?:: \\w{1,40})?['"]`, 'm');
  for (const file of files) {
    const match = pattern.exec(file.text);
    if (match !== null) return refTo(file.artifact, lineAt(file.text, match.index), file.path);
  }
  return null;
}

function settingsOf(config: SourceFile): NextSetting[] | null {
  const settings = literalSettings(config.text);
  if (settings === null) return null;
  return settings.map(({ path, value, line }) => ({
    path,
    value,
    ref: refTo(config.artifact, line, `${path} = ${value}`),
  }));
}

/** `NEXT_PUBLIC_` values are copied into the browser's code (Next.js documentation, environment variables). */
function publicSecrets(file: SourceFile): { name: string; ref: EvidenceRef }[] {
  const pattern =
    /\bNEXT_PUBLIC_[A-Z0-9_]{0,60}(?:SECRET|PASSWORD|PRIVATE_KEY|DATABASE_UR[IL]|MONGODB?_UR[IL])[A-Z0-9_]{0,40}\b/g;
  return [...file.text.matchAll(pattern)].map((match) => ({
    name: match[0],
    ref: refTo(file.artifact, lineAt(file.text, match.index), file.path),
  }));
}

function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
