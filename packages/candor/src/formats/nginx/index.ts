export { type NginxAddress, variablesIn } from './address.js';
export { descendants, directive, directives, type NginxContext, ownDirectives } from './context.js';
export * from './effective.js';
export { type FoundLocation, findLocation } from './find-location.js';
export type * from './model.js';
export { nginxModel } from './nginx-model.js';
export { readNginx } from './read-nginx.js';
export type * from './syntax.js';
export { nginxSizeBytes, nginxTimeMs } from './units.js';
