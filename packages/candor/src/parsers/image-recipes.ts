import { isNonEmpty, refTo } from '../core/evidence.js';
import { type Fact, known, partial, unknown } from '../core/fact.js';
import { type DockerfileStep, type ImageRecipe, imageRecipes } from '../facts/image-recipes.js';
import { readInstructions } from '../formats/dockerfile/read-dockerfile.js';
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

/** Each instruction with its flags and, for `RUN <<EOF`, the text that it runs. */
function stepsOf(file: SourceFile): DockerfileStep[] {
  return readInstructions(file.text).map((one) => {
    const flags = one.flags.map(({ name, value }) => (value === '' ? `--${name}` : `--${name}=${value}`));
    const argument = [[...flags, one.text].join(' ').trim(), ...one.heredocs.map(({ body }) => body)].join('\n');
    return { instruction: one.keyword, argument, ref: refTo(file.artifact, one.line, argument) };
  });
}
