// For `node --import @candor/sensor/register`: tells the sensor that it comes before the application.
import { createRequire } from 'node:module';

globalThis[Symbol.for('candor.sensor.imported')] = true;
createRequire(import.meta.url)('./sensor.cjs');
