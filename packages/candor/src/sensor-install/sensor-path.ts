/** Where the sensor lies in a container that it was installed into. */
export const sensorPath = '/opt/candor/sensor.cjs';
