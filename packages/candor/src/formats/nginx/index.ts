export { descendants, directive, type NginxContext, ownDirectives } from './context.js';
export * from './effective.js';
export { findLocation } from './find-location.js';
export { type NginxToken, nginxTokens } from './lexer.js';
export type * from './model.js';
export { nginxModel } from './nginx-model.js';
export { nginxDumpFiles, readNginx } from './read-nginx.js';
export type * from './syntax.js';
export { nginxTimeMs } from './units.js';
