// What is compared: how each variant is loaded, with what environment, and what it weighs.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = fileURLToPath(new URL('.', import.meta.url));
const sensor = fileURLToPath(new URL('../../packages/sensor/sensor.cjs', import.meta.url));
const modules = join(here, 'node_modules');

/** Bytes of a folder and all below. */
const sizeOf = (path) =>
  statSync(path).isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : statSync(path).size;
const packages = (names) => names.reduce((sum, name) => sum + sizeOf(join(modules, name)), 0);

/** Packages that come with dd-trace: all of the folder but the other product. */
const allBut = (name) => readdirSync(modules).filter((item) => item !== name && !item.startsWith('.'));

/** The variants, in the order of the table; the second shows how far equal things differ in this run.
 * `scratch` is a folder for their logs. */
export function variantsIn(scratch) {
  const file = (name) => join(scratch, `${name}.jsonl`);
  const sensorEnv = (mode) => ({ CANDOR_SENSOR: mode, CANDOR_SENSOR_FILE: file(mode) });
  const datadog = {
    DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_TRACE_STARTUP_LOGS: 'false',
  };
  return [
    { name: 'no hook', flags: [], env: {}, bytes: 0 },
    { name: 'no hook, again', flags: ['--require', join(here, 'fixtures/nothing.cjs')], env: {}, bytes: 0 },
    { name: 'sensor, observe', flags: ['--require', sensor], env: sensorEnv('observe'), bytes: statSync(sensor).size },
    { name: 'sensor, block', flags: ['--require', sensor], env: sensorEnv('block'), bytes: statSync(sensor).size },
    {
      name: 'naive export patch',
      flags: ['--require', join(here, 'fixtures/naive.cjs')],
      env: { NAIVE_LOG: file('naive') },
      bytes: 0,
    },
    {
      name: '@aikidosec/firewall',
      flags: ['--require', join(modules, '@aikidosec/firewall')],
      env: { AIKIDO_BLOCK: 'true' },
      bytes: packages(['@aikidosec']),
    },
    {
      name: 'dd-trace',
      flags: ['--require', join(modules, 'dd-trace/init.js')],
      env: datadog,
      bytes: packages(allBut('@aikidosec')),
    },
  ];
}

/** Size of the shipped file, gzipped. */
export const sensorGzipBytes = () => gzipSync(readFileSync(sensor)).length;
