import type { Incident, Report } from '../../core/report.js';
import { unique } from '../shared/findings.js';
import { firstSteps } from '../shared/first-steps.js';
import { causeSentence, hypothesisLine, whenAndHowOften } from '../shared/incident-words.js';
import { hypothesisWords, opening, refPlace, sentence, subjectWords, utcSeconds } from '../shared/words.js';
import { html, type Markup } from './markup.js';
import { evidenceList, severityTone, steps } from './sections.js';

/** Every incident on a card of its own. */
export function incidents(report: Report): Markup | null {
  if (report.incidents.length === 0) return null;
  const first = new Set(firstSteps(report));
  return html`<h2>Incidents</h2>${report.incidents.map((incident) => card(incident, first))}`;
}

function card(incident: Incident, first: ReadonlySet<Incident['response'][number]>): Markup {
  const next = incident.response.filter((step) => !first.has(step));
  return html`<article class="card tone-${severityTone(incident.severity)}"><h3><span class="pill">${incident.severity}</span>${opening(incident.title)} <span class="ids">${incident.id}, ${incident.open ? 'open' : 'closed'}</span></h3>
<p>${whenAndHowOften(incident)}</p>
<dl class="two"><dt>Where</dt><dd>${incident.subjects.map(subjectWords).join(', ') || 'not known'}${incident.hostPids.length > 0 ? ` (process ids on the host: ${incident.hostPids.join(', ')})` : ''}</dd>
<dt>Cause</dt><dd>${causeSentence(incident)}${incident.rootCause.because.map((reason) => html`<br><span class="soft">${sentence(reason)}</span>`)}</dd>
${incident.secretsExposed.length > 0 ? html`<dt>Secrets to change</dt><dd>${incident.secretsExposed.map((name) => html`<code>${name}</code> `)}</dd>` : null}
${incident.wouldDecide ? html`<dt>Would decide</dt><dd>${sentence(incident.wouldDecide)}</dd>` : null}
${incident.wouldDisprove ? html`<dt>Would disprove</dt><dd>${sentence(incident.wouldDisprove)}</dd>` : null}</dl>
${stageTable(incident)}${matrix(incident)}${indicatorTable(incident)}
${incident.evidence.length > 0 ? html`<details><summary>Evidence (${incident.evidence.length})</summary>${evidenceList(incident.evidence)}</details>` : null}
${next.length > 0 ? html`<h2>${first.size > 0 ? 'After the first three steps' : 'What to do'}</h2>${steps(next, 'unknown')}` : null}</article>`;
}

function stageTable(incident: Incident): Markup | null {
  if (incident.stages.length === 0) return null;
  const rows = incident.stages.map((stage) => {
    const ref = stage.evidence[0];
    return html`<tr><td class="time">${utcSeconds(stage.at)}</td><td>${stage.technique} ${stage.name}</td><td>${ref ? html`<span class="soft">${refPlace(ref)}</span><br><code>${ref.excerpt ?? ''}</code>` : null}</td></tr>`;
  });
  return html`<details open><summary>What happened, in order</summary><div class="scroll"><table><tr><th>UTC</th><th>Stage</th><th>Evidence</th></tr>${rows}</table></div></details>`;
}

const signs = { consistent: '+', inconsistent: '−', neutral: '·' } as const;

function matrix(incident: Incident): Markup | null {
  const { hypotheses } = incident;
  if (hypotheses.length === 0) return null;
  const refs = unique(hypotheses.flatMap((one) => one.evidence.map((bearing) => bearing.ref)));
  const rows = refs.map(
    (ref) =>
      html`<tr><td>${ref}</td>${hypotheses.map((one) => html`<td class="c">${signs[one.evidence.find((item) => item.ref === ref)?.bearing ?? 'neutral']}</td>`)}</tr>`,
  );
  return html`<details><summary>How it could be explained</summary><ul>${hypotheses.map((one) => html`<li>${hypothesisLine(one)}</li>`)}</ul>
<div class="scroll"><table><tr><th>Evidence</th>${hypotheses.map((one) => html`<th>${hypothesisWords[one.id]}</th>`)}</tr>${rows}</table></div><p class="soft">+ speaks for it, − speaks against it, · says nothing</p></details>`;
}

function indicatorTable(incident: Incident): Markup | null {
  if (incident.indicators.length === 0) return null;
  return html`<details><summary>Look for these elsewhere (${incident.indicators.length})</summary><div class="scroll"><table><tr><th>Role</th><th>Type</th><th>Value</th></tr>${incident.indicators.map((one) => html`<tr><td>${one.role}</td><td>${one.type}</td><td><code>${one.value}</code></td></tr>`)}</table></div></details>`;
}
