import * as migration_20261122_191830_init from './20261122_191830_init';

export const migrations = [
  {
    up: migration_20261122_191830_init.up,
    down: migration_20261122_191830_init.down,
    name: '20261122_191830_init'
  },
];
