import { cannotTell, fail, notApplicable, type Outcome, pass } from '../../core/check.js';
import type { Known } from '../../core/fact.js';
import type { Severity } from '../../core/severity.js';
import type { NextSetting, NextSource } from '../../facts/next-source.js';

/** One thing that may be wrong with a setting; null = it is right. */
export type SettingRule = (setting: NextSetting) => string | null;

/** Judges the literals of each next.config; `missing` says what is wrong when a setting is not there. */
export function judgeSettings(
  sources: Known<readonly NextSource[]>,
  rule: SettingRule,
  options: {
    readonly missing?: (settings: readonly NextSetting[]) => string | null;
    readonly severity?: Severity;
  } = {},
): readonly Outcome[] {
  if (sources.value.length === 0) return [notApplicable(sources.evidence, 'no source of an app')];
  return sources.value.map((source): Outcome => {
    const { subject, settings } = source;
    if (settings === null) {
      if (source.whole && source.appRouter === null)
        return notApplicable([source.ref], 'no next.config in the source', subject);
      return cannotTell('unparseable', 'next.config was not found or not readable', {
        subject,
        settle: 'cat next.config.*',
      });
    }
    for (const setting of settings) {
      const what = rule(setting);
      if (what !== null)
        return fail([setting.ref], { subject, what, location: `next.config:${setting.ref.line ?? '?'}` });
    }
    const what = options.missing?.(settings) ?? null;
    return what === null
      ? pass([source.ref], { subject })
      : fail([source.ref], { subject, what, location: 'next.config' });
  });
}

/** Bytes of a size as Next.js writes it: `10mb`, `1gb`, a number; null when it is no size. */
export function sizeInBytes(value: NextSetting['value']): number | null {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^(\d{1,9}(?:\.\d{1,3})?)\s?(b|kb|mb|gb)?$/i.exec(value) : null;
  if (match === null) return null;
  const unit = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }[(match[2] ?? 'b').toLowerCase()] ?? 1;
  return Number(match[1]) * unit;
}
