import { fileURLToPath } from 'node:url';

/** The sensor's one file as it was shipped with this program (`scripts/copy-assets.mjs`). */
export function sensorFile(): string {
  return fileURLToPath(new URL('../sensor/sensor.cjs', import.meta.url));
}
