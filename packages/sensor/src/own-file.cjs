'use strict';
// Where this very file lies; a bundled copy cannot be handed on to workers.

const { existsSync } = require('node:fs');
const { basename } = require('node:path');

const ownFile = typeof __filename === 'string' ? __filename : '';
const baseNameOfOwnFile = basename(ownFile);

/** The path that `--require` takes, or the empty string for a bundled copy. */
const preloadPath = baseNameOfOwnFile === 'sensor.cjs' && existsSync(ownFile) ? ownFile : '';

module.exports = { baseNameOfOwnFile, ownFile, preloadPath };
