import { isAtLeast, type Severity, severityRank } from '../../core/severity.js';
import type { Alert, Message } from './alert.js';

/** When alerts are told. */
export interface PaceOptions {
  /** What is milder is not told (it stands in the store). */
  readonly minSeverity: Severity;
  /** Hours of the day (0–23, of the host's clock) between which only critical alerts are told; null = never quiet. */
  readonly quiet: { readonly fromHour: number; readonly toHour: number } | null;
  /** The hour of a time on the host's clock. */
  readonly hourOf: (at: Date) => number;
}

/** What is remembered between two steps; plain data, kept in the store. */
export interface PaceState {
  /** Times of the messages of the last ten minutes, in milliseconds. */
  readonly sentMs: readonly number[];
  readonly held: readonly Alert[];
  /** Alerts that found no room among the held ones. */
  readonly uncounted: number;
}

/** Nothing told, nothing held. */
export const freshPace: PaceState = { sentMs: [], held: [], uncounted: 0 };

/** A storm gives at most this many messages in ten minutes (watch.md, "Alerts"). */
export const mostMessages = 5;
export const windowMs = 600_000;

/** Two of the five are kept for critical alerts, so that a storm of milder ones cannot silence the worst. */
const keptForCritical = 2;

const mostHeld = 500;
const mostListed = 20;

/**
 * Decides what is told now. A pure step: same state, alerts and time, same messages. What may not be told now is held and
 * told together later; nothing is dropped without being counted.
 */
export function paceAlerts(
  state: PaceState,
  alerts: readonly Alert[],
  now: Date,
  options: PaceOptions,
): { readonly state: PaceState; readonly messages: readonly Message[] } {
  const told = alerts.filter((alert) => alert.kind === 'test' || isAtLeast(alert.severity, options.minSeverity));
  const { held, uncounted } = merge(state, told);
  const sentMs = state.sentMs.filter((ms) => now.getTime() - ms < windowMs);
  const ready = held.filter((alert) => isDue(alert, now, options));
  const worst = ready.reduce((rank, alert) => Math.max(rank, rankOf(alert)), -1);
  const room = mostMessages - (worst === severityRank('critical') ? 0 : keptForCritical) - sentMs.length;
  if (ready.length === 0 || room <= 0) return { state: { sentMs, held, uncounted }, messages: [] };
  return {
    state: { sentMs: [...sentMs, now.getTime()], held: held.filter((alert) => !ready.includes(alert)), uncounted: 0 },
    messages: [toMessage(ready, uncounted, now)],
  };
}

function merge(state: PaceState, alerts: readonly Alert[]): { held: readonly Alert[]; uncounted: number } {
  const byId = new Map(state.held.map((alert) => [alert.id, alert]));
  let uncounted = state.uncounted;
  for (const alert of alerts) {
    if (byId.has(alert.id)) byId.delete(alert.id);
    else if (byId.size >= mostHeld) {
      uncounted += 1;
      if (!makeRoom(byId, alert)) continue;
    }
    byId.set(alert.id, alert);
  }
  return { held: [...byId.values()], uncounted };
}

/** Gives up the oldest of the mildest held alerts when the new one is worse. */
function makeRoom(held: Map<string, Alert>, alert: Alert): boolean {
  let mildest: Alert | null = null;
  for (const one of held.values()) if (mildest === null || rankOf(one) < rankOf(mildest)) mildest = one;
  if (mildest === null || rankOf(mildest) >= rankOf(alert)) return false;
  return held.delete(mildest.id);
}

function isDue(alert: Alert, now: Date, { quiet, hourOf }: PaceOptions): boolean {
  if (quiet === null || alert.severity === 'critical' || alert.kind === 'test') return true;
  const hour = hourOf(now);
  const within =
    quiet.fromHour <= quiet.toHour
      ? hour >= quiet.fromHour && hour < quiet.toHour
      : hour >= quiet.fromHour || hour < quiet.toHour;
  return !within;
}

function toMessage(alerts: readonly Alert[], uncounted: number, now: Date): Message {
  const sorted = [...alerts].sort((a, b) => rankOf(b) - rankOf(a) || a.at.getTime() - b.at.getTime());
  const [worst] = sorted;
  const severity = worst?.severity ?? 'informational';
  const count = alerts.length + uncounted;
  if (count === 1 && worst) return { at: now, severity, title: worst.title, text: worst.text, alerts: 1 };
  const listed = sorted
    .slice(0, mostListed)
    .map((alert) => `${alert.at.toISOString()} ${alert.severity}: ${alert.title}`);
  const more = count - listed.length;
  return {
    at: now,
    severity,
    title: `${worst?.title ?? 'alerts'} (and ${count - 1} more)`,
    text: [...listed, ...(more > 0 ? [`… and ${more} more`] : []), '', worst?.text ?? ''].join('\n'),
    alerts: count,
  };
}

function rankOf(alert: Alert): number {
  return severityRank(alert.severity);
}
