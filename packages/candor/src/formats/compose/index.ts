export type * from './model.js';
export { readCompose } from './read-compose.js';
export type { Place } from './tree.js';
