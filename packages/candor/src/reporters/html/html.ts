import type { Report } from '../../core/report.js';
import { defineReporter } from '../reporter.js';
import { firstSteps } from '../shared/first-steps.js';
import { visibleReport } from '../shared/visible.js';
import { exitMeaning, headline, sentence, summaryRest, utc, windowLength } from '../shared/words.js';
import { incidents } from './incidents.js';
import { html, Markup } from './markup.js';
import { claims, exposure, findings, notChecked, remarks, steps } from './sections.js';
import { styles } from './styles.js';
import { timeline } from './timeline.js';

const tones = {
  SAFE: 'good',
  INCONCLUSIVE: 'unknown',
  'AT RISK': 'bad',
  'UNDER ATTACK': 'bad',
  COMPROMISED: 'bad',
} as const;

/** The report as one file for a browser, a phone or paper: no script, nothing is loaded, nothing can be sent. */
export const htmlReporter = defineReporter({
  name: 'html',
  extension: 'html',
  render: (raw) => page(visibleReport(raw)).text,
});

function page(report: Report): Markup {
  const first = firstSteps(report);
  const picture = timeline(report);
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">
<title>${report.verdict.status}: ${report.host.name}, ${utc(report.capturedAt)}</title><style>${new Markup(styles)}</style></head><body><main>
${hero(report)}
${first.length > 0 ? html`<h2>Do these three things first<small>in this order</small></h2><div class="card">${steps(first, 'bad')}</div>` : null}
${claims(report)}
${picture ? html`<h2>Timeline</h2><div class="card scroll">${picture}</div>` : null}
${incidents(report)}
${findings(report)}
${exposure(report)}
${notChecked(report)}
${remarks(report)}
<footer><p>${exitMeaning(report.verdict.status)}</p><p>Candor ${report.candorVersion}, report ${report.id}. Known holes as of ${report.coverage.advisoryDate ? utc(report.coverage.advisoryDate) : 'no date'}. Next review by ${utc(report.nextReview)}.</p></footer>
</main></body></html>
`;
}

function hero(report: Report): Markup {
  const { requiredAnswered, requiredTotal } = report.coverage;
  return html`<header class="hero tone-${tones[report.verdict.status]}"><p class="eyebrow">${report.verdict.status} · exit ${report.verdict.exitCode}</p>
<h1>${headline(report)}</h1><p class="lead">${sentence(summaryRest(report))}</p>
<p class="meta"><span><b>${report.host.name}</b></span><span>looked at <b>${utc(report.capturedAt)}</b></span><span>the last <b>${windowLength(report)}</b> (${report.window.because})</span><span><b>${requiredAnswered}</b> of <b>${requiredTotal}</b> required questions answered</span></p></header>`;
}
