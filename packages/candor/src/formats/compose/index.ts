export type { VariableState, VariableUse } from './interpolate.js';
export type * from './model.js';
export { hostScopeOf } from './ports.js';
export { type ComposeFile, readCompose } from './read-compose.js';
export type { Place } from './tree.js';
