// Holds the layers with dependency-cruiser, and its own count of modules: it reports success on zero modules.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const source = 'packages/candor/src';
const expected = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing(\.ts$|\/)/.test(file),
).length;
const run = spawnSync('npx', ['depcruise', '--config', '.dependency-cruiser.cjs', '--output-type', 'json', source], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
});
const report = JSON.parse(run.stdout);
const modules = report.modules.filter((module) => module.source.startsWith(source)).length;
for (const violation of report.summary.violations)
  console.error(`${violation.rule.name}: ${violation.from} → ${violation.to}`);
if (modules < expected) console.error(`dependency-cruiser saw ${modules} of ${expected} modules`);
console.log(`${modules} modules, ${report.summary.violations.length} violations`);
process.exitCode = report.summary.violations.length > 0 || modules < expected ? 1 : 0;
