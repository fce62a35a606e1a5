// The container's health check: exit 0 when the app answers /api/health with 200 within four seconds.
const response = await fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/api/health`, {
  signal: AbortSignal.timeout(4000),
}).catch(() => null);
process.exitCode = response?.status === 200 ? 0 : 1;
