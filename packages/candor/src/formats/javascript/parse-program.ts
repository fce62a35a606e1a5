import { createRequire } from 'node:module';
import type { parse } from '@babel/parser';

const load = createRequire(import.meta.url);
let loaded: typeof parse | null = null;

/** `parse` of @babel/parser 7, loaded at the first source: its 500 kB cost 60 ms, and most bundles carry no source. */
export const parseProgram: typeof parse = (text, options) => {
  loaded ??= (load('@babel/parser') as { readonly parse: typeof parse }).parse; // the package's own declared shape
  return loaded(text, options);
};
