import type { FactSpec } from '../../core/fact.js';

/** One fact for {@link contextOf}, its value typed by its spec. */
export function given<T>(spec: FactSpec<T>, value: T): readonly [FactSpec<unknown>, unknown] {
  return [spec as FactSpec<unknown>, value]; // a spec carries its type in the type alone
}
