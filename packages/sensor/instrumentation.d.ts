/** Loads the sensor from Next's `instrumentation.ts`, after the application began: the weaker way in. */
export function register(): void;
