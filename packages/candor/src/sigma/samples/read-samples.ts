import { z } from 'zod';
import { type Parsed, parsed, unparseable } from '../../core/parsed.js';
import type { Tree } from '../../formats/compose/tree.js';
import { readYamlTree } from '../../formats/compose/yaml-tree.js';
import { type Sample, type SampleStep, sampleSources } from './sample.js';

const word = z.string().max(200).nullable().default(null);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const step = z.strictObject({
  source: z.enum(sampleSources),
  text: z.string().default(''),
  event: z
    .strictObject({
      logsource: z.strictObject({ product: word, category: word, service: word }),
      fields: z.record(z.string(), z.union([scalar, z.array(scalar)])),
    })
    .nullable()
    .default(null),
  times: z.number().int().min(1).max(100_000).default(1),
  everyMs: z.number().int().min(0).max(86_400_000).default(1_000),
  afterMs: z.number().int().min(0).max(86_400_000).default(0),
});
const sample = z.strictObject({
  title: z.string(),
  tells: z.array(z.string()).default([]),
  allow: z.array(z.string()).default([]),
  steps: z.array(step).min(1),
});

/** Samples of a file `samples/<rule file>.yml`: stories under `match` and `silent`. */
export function readSamples(file: string, text: string): Parsed<readonly Sample[]> {
  const tree = readYamlTree(file, text);
  if (!tree.ok) return tree;
  if (tree.value?.kind !== 'map') return unparseable(`${file}: no samples`, 1);
  const samples: Sample[] = [];
  for (const [key, { value, line }] of tree.value.entries) {
    if (key !== 'match' && key !== 'silent') return unparseable(`${file}: "${key}" is neither match nor silent`, line);
    for (const item of value.kind === 'list' ? value.items : []) {
      const read = sample.safeParse(plain(item));
      if (!read.success) {
        const issue = read.error.issues[0];
        return unparseable(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong shape'}`, item.line);
      }
      if (key === 'match' && read.data.tells.length === 0)
        return unparseable(`${file}: a sample that must match says under "tells" which rules`, item.line);
      samples.push(sampleOf(read.data, key === 'silent', file, item.line));
    }
  }
  return parsed(samples);
}

function sampleOf(data: z.infer<typeof sample>, silent: boolean, file: string, line: number): Sample {
  const steps: SampleStep[] = data.steps;
  return { ...data, steps, silent, file, line };
}

/** The tree as plain values, for the schema. */
function plain(tree: Tree): unknown {
  if (tree.kind === 'scalar') return tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  return Object.fromEntries([...tree.entries].map(([key, { value }]) => [key, plain(value)]));
}
