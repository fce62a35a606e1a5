import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type DockerfileStep, type ImageRecipe, imageRecipes } from '../facts/image-recipes.js';
import { textLines } from '../formats/text/text-lines.js';
import { defineParser } from './parser.js';
import { type SourceFile, type SourceTree, sourceGap, sourceTrees } from './source-files.js';

/** A capture of code alone proves nothing about Dockerfiles: only one that holds other files too can be whole. */
const codeFile = /\.(?:[cm]?[jt]sx?)$/;

/** Dockerfiles, `.dockerignore` and `.npmrc` from the app's own source. */
export const imageRecipesParser = defineParser(imageRecipes, (context): Fact<readonly ImageRecipe[]> => {
  const trees = sourceTrees(context);
  const evidence = trees.map((tree) => refTo(tree.first));
  if (!isNonEmpty(evidence)) {
    const gap = sourceGap(context);
    return unknown(gap.reason, gap.detail);
  }
  const recipes = trees.map(describe);
  const gap = trees.find((tree) => tree.gap !== null)?.gap ?? null;
  return gap === null ? known(recipes, evidence, context.now) : partial(recipes, gap, evidence, context.now);
});

function describe(tree: SourceTree): ImageRecipe {
  const ignore = tree.files.find((file) => /(?:^|\/)\.dockerignore$/.test(file.path));
  const npmrc = tree.files.find((file) => /(?:^|\/)\.npmrc$/.test(file.path));
  return {
    subject: tree.subject,
    whole: tree.gap === null && tree.files.some((file) => !codeFile.test(file.path)),
    ref: refTo(tree.first),
    dockerfiles: tree.files
      .filter((file) => /(?:^|\/)(?:Dockerfile|Containerfile)(?:\.[\w-]{1,40})?$/.test(file.path))
      .map((file) => ({ path: file.path, steps: stepsOf(file) })),
    dockerignore: ignore === undefined ? null : lines(ignore).map((line) => line.text.trim()),
    npmrc: npmrc === undefined ? null : lines(npmrc).flatMap((line) => npmrcLine(npmrc, line)),
  };
}

function lines(file: SourceFile): { line: number; text: string }[] {
  return textLines(file.text).filter((line) => !/^\s*(?:[#;]|$)/.test(line.text));
}

function npmrcLine(file: SourceFile, line: { line: number; text: string }) {
  const at = line.text.indexOf('=');
  if (at < 0) return [];
  const key = line.text.slice(0, at).trim();
  const secret = /_auth|token|password/i.test(key);
  const value = secret ? secretForm(line.text.slice(at + 1).trim()) : line.text.slice(at + 1).trim();
  return [{ key, value, ref: refTo(file.artifact, line.line, key) }];
}

/** `${NPM_TOKEN}` names a variable and stays; a literal is never carried. */
function secretForm(value: string): string {
  return /^\$\{\w{1,80}\}$/.test(value) ? value : 'literal';
}

/** Instructions with continuation lines joined (Dockerfile reference, line continuation). */
function stepsOf(file: SourceFile): DockerfileStep[] {
  const steps: DockerfileStep[] = [];
  let open: { line: number; text: string } | null = null;
  for (const { line, text } of textLines(file.text)) {
    if (/^\s*#/.test(text) || (open === null && text.trim() === '')) continue;
    const part: string = text.replace(/\\\s*$/, ' ');
    open = open === null ? { line, text: part } : { line: open.line, text: `${open.text}${part}` };
    if (/\\\s*$/.test(text)) continue;
    const match = /^\s*([A-Za-z]{1,20})\s+([\s\S]*)$/.exec(open.text);
    if (match !== null) {
      const argument = (match[2] ?? '').trim();
      steps.push({
        instruction: (match[1] ?? '').toUpperCase(),
        argument,
        ref: refTo(file.artifact, open.line, argument),
      });
    }
    open = null;
  }
  return steps;
}
