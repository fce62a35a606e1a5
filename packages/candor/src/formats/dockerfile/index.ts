export type * from './model.js';
export { finalStage, finalUser, readDockerfile } from './read-dockerfile.js';
