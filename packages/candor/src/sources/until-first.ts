/** Runs all until the first of them ends or fails, ends the others, and tells why; never rejects. */
export async function untilFirst(
  signal: AbortSignal,
  tasks: readonly ((until: AbortSignal) => Promise<string>)[],
): Promise<string> {
  const own = new AbortController();
  const until = AbortSignal.any([signal, own.signal]);
  const running = tasks.map((task) => task(until).catch(reasonOf));
  const first = await Promise.race(running);
  own.abort();
  await Promise.all(running);
  return first;
}

/** The words of an error. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
