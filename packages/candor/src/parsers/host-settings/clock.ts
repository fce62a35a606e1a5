import { refTo } from '../../core/evidence.js';
import { unknown } from '../../core/fact.js';
import { parsed, unparseable } from '../../core/parsed.js';
import { type SystemdTimer, systemdTimers, type TimeSync, timeSync } from '../../facts/host-settings.js';
import { textLines } from '../../formats/text/text-lines.js';
import { defineParser } from '../parser.js';
import { factOf, readArtifacts } from '../readings.js';

/** `timedatectl show`, `timedatectl status` or `chronyc tracking`. */
export const timeSyncParser = defineParser(timeSync, (context) => {
  const readings = readArtifacts(context, 'host.time-sync', (text, artifact) => {
    const head = text.slice(0, 10_000);
    const said = /^(?:NTPSynchronized=|\s*System clock synchronized: )(yes|no)$/m.exec(head)?.[1];
    const leap = /^Leap status\s*: (.{1,40})$/m.exec(head)?.[1];
    if (said === undefined && leap === undefined) return unparseable('nothing about synchronisation');
    const offset = /^System time\s*: (\d{1,9}(?:\.\d{1,12})?) seconds/m.exec(head)?.[1];
    const state: TimeSync = {
      synchronized: said === undefined ? leap !== 'Not synchronised' : said === 'yes',
      offsetSec: offset === undefined ? null : Number(offset),
      ref: refTo(artifact),
    };
    return parsed(state);
  });
  const first = readings.rows[0];
  if (!first) return unknown(readings.gap?.reason ?? 'not-collected', readings.gap?.detail ?? 'not collected');
  return factOf(readings, first.value);
});

const day = '[A-Z][a-z]{2} (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d) ([A-Z]{3,5})';
const stamps = new RegExp(day, 'g');

/** Rows of `systemctl list-timers --all`: next, left, last, passed, unit, activates. */
export const systemdTimersParser = defineParser(systemdTimers, (context) => {
  const readings = readArtifacts(context, 'host.systemd-timers', (text, artifact) =>
    parsed(
      textLines(text).flatMap(({ text: content, line }): SystemdTimer[] => {
        const names = /(\S{1,200}\.timer)\s{1,40}(\S{1,200})\s{0,10}$/.exec(content.slice(0, 1000));
        if (names === null) return [];
        const times = [...content.matchAll(stamps)];
        const planned = !/^\s*(?:n\/a|-)\s/.test(content);
        const last = planned ? times[1] : times[0];
        return [
          {
            unit: names[1] ?? '',
            activates: names[2] ?? '',
            planned,
            lastRunAt: last ? momentOf(last[1] ?? '', last[2] ?? '') : null,
            ref: refTo(artifact, line, content.trim()),
          },
        ];
      }),
    ),
  );
  return factOf(
    readings,
    readings.rows.flatMap(({ value }) => value),
  );
});

const zones: Readonly<Record<string, string>> = { UTC: 'Z', GMT: 'Z', CET: '+01:00', CEST: '+02:00' };

/** A moment in a zone that this table knows; others count as UTC, which is near enough for days. */
function momentOf(text: string, zone: string): Date | null {
  const moment = new Date(`${text.replace(' ', 'T')}${zones[zone] ?? 'Z'}`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
