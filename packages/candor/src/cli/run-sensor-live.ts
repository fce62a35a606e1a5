import { CandorError } from '../core/errors.js';
import { readSensorLine } from '../formats/sensor-events/read-sensor-events.js';
import { LiveTail } from '../live/live-tail.js';
import { followFile } from '../sources/follow-file.js';
import { type SourceName, sourceNames } from '../sources/live-source.js';
import { listenForSensors } from '../sources/sensor-socket.js';
import { type LivePlaceOptions, livePlaces } from './live-places.js';
import { LiveText } from './live-text.js';
import type { Terminal } from './terminal.js';

/** Options of `candor sensor tail --live`. */
export interface SensorLiveOptions extends LivePlaceOptions {
  readonly source?: string;
  readonly sensorSocket?: string;
  readonly sensorFile?: string;
  readonly node?: boolean;
  readonly for?: string;
  readonly json?: boolean;
}

/** Prints both halves as they come until it is stopped, or for a number of seconds. */
export async function runSensorLive(options: SensorLiveOptions, terminal: Terminal, stop: AbortSignal): Promise<void> {
  const asked = sourceOf(options.source);
  const signal =
    options.for === undefined ? stop : AbortSignal.any([stop, AbortSignal.timeout(secondsOf(options.for) * 1000)]);
  const own = new AbortController();
  const until = AbortSignal.any([signal, own.signal]);
  const places = livePlaces(terminal, options);
  const text = new LiveText(options, terminal);
  const tail = new LiveTail(places, (news) => text.tell(news));
  const onLost = (count: number, why: string) => tail.takeLoss('sensor', count, why);
  try {
    if (options.sensorSocket !== undefined)
      await listenForSensors(
        { path: options.sensorSocket, onRecord: (record) => tail.takeRecord(record), onLost },
        until,
      ).catch((error: Error) => {
        throw new CandorError('USAGE', `cannot listen at ${options.sensorSocket}: ${error.message}`, {
          hint: 'name a path that does not exist yet, in a folder that is yours',
        });
      });
    const reading =
      options.sensorFile === undefined
        ? Promise.resolve()
        : followFile(
            {
              path: options.sensorFile,
              sleep: places.sleep,
              onLines: (lines) => {
                for (const record of lines.flatMap((line) => readSensorLine(line, 0) ?? [])) tail.takeRecord(record);
              },
              onLost,
            },
            until,
          );
    if (!(await tail.run(asked, until))) throw nothingWorks(asked);
    await reading;
  } finally {
    own.abort();
  }
}

function nothingWorks(asked: SourceName | null): CandorError {
  return new CandorError(
    'USAGE',
    asked === null ? 'no live source works here' : `the source ${asked} does not work here`,
    {
      hint: 'the reasons stand above; run with sudo, or install auditd',
    },
  );
}

function sourceOf(text: string | undefined): SourceName | null {
  if (text === undefined) return null;
  const name = sourceNames.find((one) => one === text);
  if (name) return name;
  throw new CandorError('USAGE', `there is no source of the name ${text.slice(0, 40)}`, {
    hint: `one of ${sourceNames.join(', ')}`,
  });
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,6}$/.test(text) && seconds > 0) return seconds;
  throw new CandorError('USAGE', `--for takes seconds, not ${text.slice(0, 40)}`, { hint: '--for 60' });
}
