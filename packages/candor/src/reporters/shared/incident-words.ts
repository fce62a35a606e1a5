import type { Hypothesis, Incident } from '../../core/report.js';
import { capital, count, executedWords, hypothesisWords, utc } from './words.js';

/** First and last time, launches and waves after collapse, against the raw lines they were counted from. */
export function whenAndHowOften(incident: Incident): string {
  const from = utc(incident.firstSeen);
  const single = incident.firstSeen === null || from === utc(incident.lastSeen);
  const seen = single
    ? capital(from.startsWith('at ') ? from : `at ${from}`)
    : `From ${from} to ${utc(incident.lastSeen)}`;
  const lines = count(incident.rawLines, 'raw log line');
  const calls =
    incident.calls === 0
      ? `no call was counted in ${lines}`
      : `${count(incident.calls, 'call')} in ${count(incident.waves, 'wave')}, counted from ${lines}`;
  return `${seen}: ${calls}; ${executedWords[incident.executed]}.`;
}

/** `stands: an attack that succeeded (explains content); 5 pieces of evidence for it, 0 against`. */
export function hypothesisLine(hypothesis: Hypothesis): string {
  const tally = (bearing: string) => hypothesis.evidence.filter((one) => one.bearing === bearing).length;
  const against = tally('inconsistent');
  const standing = hypothesis.stated ? 'stands' : against > 0 ? 'ruled out' : 'still possible';
  const explains = hypothesis.explains.length > 0 ? ` (explains ${hypothesis.explains.join(', ')})` : '';
  return `${standing}: ${hypothesisWords[hypothesis.id]}${explains}; evidence for it ${tally('consistent')}, against it ${against}.`;
}

/** How the intruder got in, with how sure that is. */
export function causeSentence(incident: Incident): string {
  const { advisory, package: name, version, confidence } = incident.rootCause;
  const through = [advisory, name && `in ${name}${version ? ` ${version}` : ''}`].filter(Boolean).join(' ');
  if (confidence === 'unknown') return `How it got in: not known${through ? ` (${through} is one possibility)` : ''}.`;
  return `How it got in: ${through || 'see below'} (${confidence === 'confirmed' ? 'confirmed' : 'inferred, not confirmed'}).`;
}
