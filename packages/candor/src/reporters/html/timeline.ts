import type { Report } from '../../core/report.js';
import { utc, utcSeconds } from '../shared/words.js';
import { clip } from '../shared/wrap.js';
import { html, type Markup } from './markup.js';

/** A moment or a span on the picture, in ms since the epoch. */
interface Mark {
  readonly at: number;
  readonly label: string;
}

const frame = { width: 1000, left: 20, right: 980 };
const stageRow = 22;
const stagesShown = 12;

/** Stages, waves, earlier reports, blind spans and now on one line of time; null when nothing but now has a time. */
export function timeline(report: Report): Markup | null {
  const stages = stageMarks(report);
  const spans = report.incidents.filter((one) => one.firstSeen !== null && one.lastSeen !== null);
  const reports = reportMarks(report);
  const now = report.capturedAt.getTime();
  const since = report.window.effectiveSince.getTime();
  const start = Math.min(
    since,
    ...stages.map((one) => one.at),
    ...reports.map((one) => one.at),
    ...spans.map((one) => Number(one.firstSeen)),
  );
  if (start >= now) return null;
  const x = (at: number) =>
    frame.left + ((Math.min(at, now) - start) / (now - start)) * (frame.right - frame.left - 14);
  const axis = 26 + Math.max(1, stages.length) * stageRow + 22;
  const height = axis + 92;
  return html`<svg class="wide" viewBox="0 0 ${frame.width} ${height}" role="img" aria-label="Timeline from ${utc(new Date(start))} to ${utc(report.capturedAt)}">
<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="8"/></pattern></defs>
${spans.map((one) => html`<rect class="span" x="${n(x(Number(one.firstSeen)))}" y="14" width="${n(Math.max(3, x(Number(one.lastSeen)) - x(Number(one.firstSeen))))}" height="${axis - 14}" rx="4"><title>${one.id}: ${one.calls} calls in ${one.waves} waves</title></rect>`)}
${stages.map((one, index) => stageMarkup(one, x(one.at), 30 + index * stageRow, axis))}
${spans.slice(0, 1).map((one) => html`<text class="t2" x="${n(x(Number(one.firstSeen)) + 6)}" y="${axis - 6}">${one.id}</text>`)}
<rect class="seen" x="${n(x(since))}" y="${axis}" width="${n(x(now) - x(since))}" height="16" rx="3"><title>Window that the evidence covers</title></rect>
${since > start ? html`<rect class="blind" x="${n(x(start))}" y="${axis}" width="${n(x(since) - x(start))}" height="16" rx="3"><title>Before the evidence begins</title></rect>` : null}
${blindSpans(report, start).map((one) => html`<rect class="blind" x="${n(x(one.at))}" y="${axis + 20}" width="${n(Math.max(4, x(now) - x(one.at)))}" height="8" rx="3"><title>${one.label}</title></rect>`)}
${reports.map((one) => html`<path class="rep" d="M${n(x(one.at))} ${axis + 30}l6 10h-12z"><title>${one.label}, ${utc(new Date(one.at))}</title></path>`)}
<line class="now" x1="${n(x(now))}" y1="8" x2="${n(x(now))}" y2="${axis + 34}"/><text x="${n(x(now) - 6)}" y="12" text-anchor="end">now</text>
${ticks(start, now).map((at) => html`<line class="tick" x1="${n(x(at))}" y1="${axis + 30}" x2="${n(x(at))}" y2="${axis + 46}"/><text class="t2" x="${n(x(at))}" y="${axis + 60}" text-anchor="${x(at) < 80 ? 'start' : x(at) > 920 ? 'end' : 'middle'}">${utc(new Date(at)).slice(5, 16)}</text>`)}
<text class="t2" x="${frame.left}" y="${axis + 84}">■ red: stages of an incident, shaded from first to last sign   ■ green: covered by evidence   ▨ hatched: not seen   ▲ earlier report   (UTC)</text>
</svg>`;
}

function stageMarkup(one: Mark, x: number, y: number, axis: number): Markup {
  const right = x > 560;
  return html`<line class="guide" x1="${n(x)}" y1="${y}" x2="${n(x)}" y2="${axis}"/><circle class="stage" cx="${n(x)}" cy="${y}" r="5"/><text x="${n(right ? x - 11 : x + 11)}" y="${y + 4}" text-anchor="${right ? 'end' : 'start'}">${one.label}</text>`;
}

function stageMarks(report: Report): Mark[] {
  return report.incidents
    .flatMap((incident) => incident.stages)
    .flatMap((stage) =>
      stage.at
        ? [
            {
              at: stage.at.getTime(),
              label: clip(`${utcSeconds(stage.at).slice(11, 16)} ${stage.technique} ${stage.name}`, 70),
            },
          ]
        : [],
    )
    .sort((a, b) => a.at - b.at)
    .slice(0, stagesShown);
}

function reportMarks(report: Report): Mark[] {
  return report.amendments
    .flatMap((one) => (one.at ? [{ at: one.at.getTime(), label: one.report }] : []))
    .filter((one) => one.at <= report.capturedAt.getTime());
}

/** Spans that a rule of evidence called blind, from the time that its reason names (`off since 2025-12-12T22:57`). */
function blindSpans(report: Report, start: number): Mark[] {
  const blind = report.rules.filter((one) => one.rule === 'SENSOR_BLIND' || one.rule === 'SENSOR_SELFTEST').slice(0, 1);
  return blind.map((one) => {
    const since = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?/.exec(one.because)?.[0];
    const at = since ? Date.parse(`${since}Z`) : Number.NaN;
    return {
      at: Number.isNaN(at) ? start : Math.max(start, Math.min(at, report.capturedAt.getTime())),
      label: one.because,
    };
  });
}

const tickCount = 4;

function ticks(start: number, end: number): number[] {
  return Array.from({ length: tickCount + 1 }, (_, index) => start + ((end - start) * index) / tickCount);
}

function n(value: number): string {
  return value.toFixed(1);
}
