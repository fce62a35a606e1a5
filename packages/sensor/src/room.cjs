'use strict';
// Is there stack left to record? Close to its end V8 ends the process when it has to compile a regular
// expression there ("RegExpCompiler Allocation failed", seen on Node 18 and 20), so nothing is tried.

const { apply } = require('./primordials.cjs');

/** 2048 arguments of 8 bytes: 16 KiB, several times what recording was seen to use. */
const ballast = new Array(2048).fill(0);
const nothing = () => 0;

/** Throws a RangeError when less than 16 KiB of stack are left; costs about a microsecond. */
function needRoom() {
  apply(nothing, null, ballast);
}

module.exports = { needRoom };
