'use strict';
// JSON without `toJSON`, getters or inherited properties: the application cannot rewrite an event.

const { isArray, quote } = require('./primordials.cjs');

function list(values) {
  let text = '';
  for (let i = 0; i < values.length; i += 1) text += (i === 0 ? '' : ',') + serialize(values[i]);
  return `[${text}]`;
}

function record(values) {
  let text = '';
  for (const key in values) {
    if (values[key] !== undefined) text += `${text === '' ? '' : ','}${quote(key)}:${serialize(values[key])}`;
  }
  return `{${text}}`;
}

/** One JSON value. Objects must have no prototype; `undefined` properties are left out. */
function serialize(value) {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return value - value === 0 ? `${value}` : 'null';
  if (value === true) return 'true';
  if (value === false) return 'false';
  if (typeof value !== 'object' || value === null) return 'null';
  return isArray(value) ? list(value) : record(value);
}

module.exports = { serialize };
