import type { WatchEvent } from '../../core/event.js';
import type { TemplateMiner } from './template-miner.js';

/**
 * The event with `candor.template.new`, when its line has a form that its source never had. Lines of requests are left
 * out: their forms are the attackers' choice, and other rules look at them.
 */
export function markNewForm(event: WatchEvent, miner: TemplateMiner): WatchEvent {
  if (event.logsource.category !== 'application' && event.logsource.category !== 'database') return event;
  const { message } = event.fields;
  const text = typeof message === 'string' ? message : event.raw;
  if (!miner.take(event.source.name, text, event.time).isNews) return event;
  const fields = Object.assign(Object.create(null), event.fields, { 'candor.template.new': true });
  return { ...event, fields };
}
