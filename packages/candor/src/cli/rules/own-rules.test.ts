import { describe, expect, it } from 'vitest';
import { readOwnRules, readOwnSamples } from '../../sigma/own-rules.js';
import { assembleRules } from '../../sigma/rule-set.js';
import { judgeSample } from '../../sigma/samples/judge-sample.js';
import { sampleReader } from './sample-reader.js';

const reading = readOwnRules();
const set = assembleRules([{ origin: 'own', rules: reading.rules }]);
const { samples, problems } = readOwnSamples();
const all = [...set.detections, ...set.correlations].map(({ rule }) => rule);

describe('our own rules', () => {
  it('are read without a problem', () => {
    expect([...reading.problems, ...set.problems, ...problems]).toEqual([]);
    expect(all.length).toBeGreaterThan(60);
  });

  it.each(all.map((rule) => [rule.name ?? rule.key, rule] as const))('%s says what it is', (_, rule) => {
    expect(rule.id).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(rule.name).toMatch(/^[a-z][a-z0-9_]{3,50}$/);
    expect(rule.description.length).toBeGreaterThan(20);
    expect(rule.status).toMatch(/^(?:stable|test|experimental)$/);
    if (!set.silent.has(rule.key) && rule.level !== 'informational')
      expect(rule.tags.some((tag) => tag.startsWith('attack.'))).toBe(true);
  });

  it('each has a sample that it must tell', () => {
    const told = new Set(samples.flatMap((sample) => (sample.silent ? [] : sample.tells)));
    const speaking = all.filter((rule) => !set.silent.has(rule.key)).map((rule) => rule.name);
    expect(speaking.filter((name) => name !== null && !told.has(name))).toEqual([]);
  });

  it.each([...new Set(all.map((rule) => rule.file))])('%s has benign twins', (file) => {
    const own = samples.filter((sample) => sample.file === file);
    expect(own.filter(({ silent }) => silent).length).toBeGreaterThanOrEqual(Math.min(2, own.length / 2));
  });
});

describe('samples', () => {
  it.each(samples.map((sample) => [`${sample.file}: ${sample.title}`, sample] as const))('%s', (_, sample) => {
    const own = new Set(all.filter((rule) => rule.file === sample.file).map((rule) => rule.name ?? rule.key));
    const verdict = judgeSample(sample, set, own, sampleReader());
    expect(verdict.reason).toBeNull();
  });
});
