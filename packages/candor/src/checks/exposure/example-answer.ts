import { exampleRef } from '../../core/example.js';
import type { HttpAnswer } from '../../facts/exposure.js';

/** An answer of the app to a probe on the host itself, for the examples of checks. */
export function exampleAnswer(change: Partial<HttpAnswer> = {}): HttpAnswer {
  return {
    vantage: 'host',
    url: 'http://127.0.0.1:3000/',
    method: 'GET',
    resolvedTo: '127.0.0.1',
    status: 200,
    headers: {},
    body: null,
    error: null,
    ref: exampleRef('http.probe'),
    ...change,
  };
}
