import { describe, expect, it } from 'vitest';
import { runExample } from '../core/conformance.js';
import { checks } from './index.js';

describe('every check keeps its word on its own examples', () => {
  it('has checks, with unique ids', () => {
    expect(checks.length).toBeGreaterThan(0);
    expect(new Set(checks.map((check) => check.id)).size).toBe(checks.length);
  });
  for (const check of checks) {
    describe(`${check.id} ${check.title}`, () => {
      for (const example of check.examples.pass) {
        it(`passes: ${example.title}`, () => {
          const states = runExample(check, example).map((result) => result.state);
          expect(new Set(states)).toEqual(new Set([example.expect ?? 'pass']));
        });
      }
      for (const example of check.examples.fail) {
        it(`${check.gate ? 'withholds its pass' : 'fails'}: ${example.title}`, () => {
          const states = runExample(check, example).map((result) => result.state);
          expect(
            states.some((state) => (check.gate ? state === 'unknown' || state === 'stale' : state === 'fail')),
          ).toBe(true);
        });
      }
      for (const example of check.examples.blind) {
        it(`is not fooled when blind: ${example.title}`, () => {
          const states = runExample(check, example).map((result) => result.state);
          expect(states.length).toBeGreaterThan(0);
          expect(states.filter((state) => state === 'pass' || state === 'not-applicable' || state === 'error')).toEqual(
            [],
          );
        });
      }
    });
  }
});
