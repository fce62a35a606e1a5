import type { EvidenceRef } from '../../core/evidence.js';
import { questions } from '../../core/question.js';
import type { Answer, Report, ResponseStep } from '../../core/report.js';
import type { Severity } from '../../core/severity.js';
import { actionParts } from '../shared/actions.js';
import { byDetail, claimCause, type FindingGroup, findingGroups, unanswered } from '../shared/findings.js';
import { count, refPlace, said, sentence, subjectWords } from '../shared/words.js';
import { html, type Markup, prose } from './markup.js';

const answerMarks: Readonly<Record<Answer['answer'], string>> = { good: '✔', bad: '✘', unknown: '?' };

/** The nine claims as a grid. */
export function claims(report: Report): Markup {
  const cards = report.questions.map(
    (
      answer,
    ) => html`<div class="card tone-${answer.answer}"><span class="mark" title="${answer.answer}">${answerMarks[answer.answer]}</span>
<div class="claim">${questions[answer.id].claim}</div><p>${claimCause(answer, report)}</p></div>`,
  );
  return html`<h2>Nine claims<small>✔ shown · ✘ refuted · ? not known</small></h2><div class="grid">${cards}</div>`;
}

/** Numbered steps with commands, undo and warnings. */
export function steps(list: readonly ResponseStep[], tone: string): Markup {
  const items = list.map(
    (step) =>
      html`<li><p>${prose(sentence(step.text))}</p>${commandBlock(step.commands)}${step.whyNot ? html`<p class="careful">Careful: ${prose(sentence(step.whyNot))}</p>` : null}${
        step.undo.length > 0
          ? html`<details><summary>How to undo it</summary>${commandBlock(step.undo)}</details>`
          : null
      }</li>`,
  );
  return html`<ol class="steps tone-${tone}">${items}</ol>`;
}

/** Commands, one a line; nothing for none. */
export function commandBlock(commands: readonly string[]): Markup | null {
  return commands.length === 0 ? null : html`<pre>${commands.join('\n')}</pre>`;
}

/** The colour that a severity speaks in. */
export function severityTone(severity: Severity): string {
  return severity === 'critical' || severity === 'high' ? 'bad' : severity === 'medium' ? 'unknown' : 'low';
}

/** Findings worst first, each with its evidence to open. */
export function findings(report: Report): Markup {
  const groups = findingGroups(report);
  if (groups.length === 0) return html`<h2>What is wrong</h2><p>No check failed.</p>`;
  return html`<h2>What is wrong<small>${count(groups.length, 'finding')}, worst first</small></h2>${groups.map(findingCard)}`;
}

function findingCard(group: FindingGroup): Markup {
  const { lead } = group;
  const refs = group.results.flatMap((result) => result.evidence);
  const part =
    group.incidents.length > 0 ? html` <span class="ids">part of ${group.incidents.join(', ')}</span>` : null;
  return html`<article class="card tone-${severityTone(group.severity)}"><h3><span class="pill">${group.severity}</span>${lead.title} <span class="ids">${group.checks.join(' ')}</span>${part}</h3>
${group.results.map((one) => html`<p>${said(one)}</p>`)}
<p class="soft">${prose(lead.whyItMatters)}</p>
<p><b>Remedy:</b> ${prose(lead.remediation.text)}</p>
<details><summary>Evidence (${refs.length}), commands, how to verify</summary>${evidenceList(refs)}${commandBlock(lead.remediation.commands ?? [])}${
    lead.verifyByHand ? html`<p class="soft">Verify by hand:</p>${commandBlock([lead.verifyByHand])}` : null
  }${lead.references.length > 0 ? html`<p class="soft">${lead.references.join(' · ')}</p>` : null}</details></article>`;
}

/** Evidence references with what stands there. */
export function evidenceList(refs: readonly EvidenceRef[]): Markup {
  return html`<ul class="soft">${refs.map((ref) => html`<li>${refPlace(ref)}${ref.excerpt ? html`<pre class="wrap">${ref.excerpt}</pre>` : null}</li>`)}</ul>`;
}

/** Ways in and through: from, path, to. */
export function exposure(report: Report): Markup | null {
  if (report.exposure.length === 0) return null;
  const rank = (from: string) => (from === 'internet' ? 0 : 1);
  const ways = [...report.exposure].sort(
    (a, b) => rank(a.from) - rank(b.from) || Number(a.blockedBy !== null) - Number(b.blockedBy !== null),
  );
  const rows = ways.map((way) => {
    const tone = way.blockedBy !== null ? 'good' : way.from === 'internet' ? 'unknown' : 'low';
    const hops = way.path.map((hop) => html`<span class="hop">${hop}</span><span class="arrow">→</span>`);
    return html`<div class="path tone-${tone}"><span class="hop end">${way.from}</span><span class="arrow">→</span>${hops}<span class="hop end">${subjectWords(way.to)}</span><span class="note">${way.blockedBy === null ? 'open' : `blocked by ${way.blockedBy}`}</span></div>`;
  });
  return html`<h2>What can be reached<small>from → path → to</small></h2><div class="card">${rows}</div>`;
}

/** What was not checked, why, and what would settle it. */
export function notChecked(report: Report): Markup | null {
  const required = unanswered(report, true);
  const optional = unanswered(report, false);
  if (required.length + optional.length === 0) return null;
  const list = (groups: typeof required) =>
    groups.map(
      (group) =>
        html`<p><b>${group.words}</b> (${group.results.length})</p><ul>${byDetail(group.results).map((one) => html`<li><span class="ids">${one.checks.join(', ')}</span> ${sentence(one.detail)}</li>`)}</ul>`,
    );
  const { requiredAnswered, requiredTotal } = report.coverage;
  const actions = report.verdict.toDecide
    .map(actionParts)
    .map(
      (one) =>
        html`<li><p>${one.text} <span class="ids">settles ${one.checks.join(', ')}</span></p>${commandBlock(one.commands)}</li>`,
    );
  return html`<h2>Not checked<small>${requiredTotal - requiredAnswered} of ${requiredTotal} required questions have no answer</small></h2>
<div class="card">${list(required)}${optional.length > 0 ? html`<details><summary>Also not seen, without effect on the verdict</summary>${list(optional)}</details>` : null}</div>
${actions.length > 0 ? html`<h2>What would settle it<small>the one that settles most first</small></h2><div class="card"><ol class="steps tone-unknown">${actions}</ol></div>` : null}`;
}

/** Notes, caps, rules, amendments, and what was verified to be in order. */
export function remarks(report: Report): Markup {
  const { notes, caps } = report.verdict;
  const lines = [
    ...notes.map((note) => html`<li>${sentence(note)}</li>`),
    ...caps.map(
      (cap) =>
        html`<li>${cap.binding ? 'This set the verdict' : `This alone would keep the verdict at ${cap.cap} or worse`}: ${sentence(cap.because)} <span class="ids">${cap.rule}</span></li>`,
    ),
    ...report.coverage.warnings.map((one) => html`<li>About the evidence: ${sentence(one)}</li>`),
    ...report.amendments.map(
      (one) =>
        html`<li>“${one.claim}” (${one.report}) is ${one.state === 'accepted' ? 'accepted' : 'recorded as an unsupported claim'}. <span class="ids">${one.refusedBy.join(', ')}</span></li>`,
    ),
    ...report.rules.map(
      (one) =>
        html`<li>${one.target}: ${one.effect}, because ${sentence(one.because)} <span class="ids">${one.rule}</span></li>`,
    ),
  ];
  const passed = report.results.filter((result) => result.state === 'pass');
  const rows = passed.map(
    (one) =>
      html`<tr><td>${one.check}</td><td>${subjectWords(one.subject)}</td><td>${one.title}: <b>no</b></td><td>${one.what ?? ''}</td></tr>`,
  );
  return html`${lines.length > 0 ? html`<h2>Notes</h2><div class="card"><ul>${lines}</ul></div>` : null}
<h2>In order<small>${count(passed.length, 'check')} passed</small></h2><div class="card"><details><summary>Show them</summary><div class="scroll"><table><tr><th>Check</th><th>Where</th><th>Looked for</th><th>Seen</th></tr>${rows}</table></div></details></div>`;
}
