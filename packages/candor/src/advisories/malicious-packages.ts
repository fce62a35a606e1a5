/**
 * Releases that carried an attacker's code, by package: withdrawn from the registry, still possible in an old lock
 * file, cache or image. Sources: the npm advisories of each incident (event-stream 2018, eslint-scope 2018,
 * ua-parser-js, coa and rc 2021, node-ipc 2022, @solana/web3.js 2024, nx, eslint-config-prettier, chalk and debug 2025).
 */
export const maliciousPackages: Readonly<Record<string, readonly string[]>> = {
  '@ctrl/tinycolor': ['4.1.1', '4.1.2'],
  '@pkgr/core': ['0.2.8'],
  '@rspack/cli': ['1.1.7'],
  '@rspack/core': ['1.1.7'],
  '@solana/web3.js': ['1.95.6', '1.95.7'],
  'ansi-regex': ['6.2.1'],
  'ansi-styles': ['6.2.2'],
  backslash: ['0.2.1'],
  chalk: ['5.6.1'],
  'chalk-template': ['1.1.1'],
  coa: ['2.0.3', '2.0.4', '2.1.1', '2.1.3', '3.0.1', '3.1.3'],
  color: ['5.0.1'],
  'color-convert': ['3.1.1'],
  'color-name': ['2.0.1'],
  'color-string': ['2.1.1'],
  debug: ['4.4.2'],
  duckdb: ['1.3.3'],
  'error-ex': ['1.3.3'],
  'eslint-config-prettier': ['8.10.1', '9.1.1', '10.1.6', '10.1.7'],
  'eslint-plugin-prettier': ['4.2.2', '4.2.3'],
  'eslint-scope': ['3.7.2'],
  'flatmap-stream': ['0.1.1'],
  'has-ansi': ['6.0.1'],
  'is-arrayish': ['0.3.3'],
  'napi-postinstall': ['0.3.1'],
  'node-ipc': ['10.1.1', '10.1.2'],
  nx: ['20.9.0', '20.10.0', '20.11.0', '20.12.0', '21.5.0', '21.6.0', '21.7.0', '21.8.0'],
  rc: ['1.2.9', '1.3.9', '2.3.9'],
  'simple-swizzle': ['0.2.3'],
  'slice-ansi': ['7.1.1'],
  'strip-ansi': ['7.1.1'],
  'supports-color': ['10.2.1'],
  'supports-hyperlinks': ['4.1.1'],
  synckit: ['0.11.9'],
  'ua-parser-js': ['0.7.29', '0.8.0', '1.0.0'],
  'wrap-ansi': ['9.0.1'],
};

/** True for a release that carried an attacker's code. */
export function isMalicious(name: string, version: string): boolean {
  return Object.hasOwn(maliciousPackages, name) && (maliciousPackages[name] ?? []).includes(version);
}
