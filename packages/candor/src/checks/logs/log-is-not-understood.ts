import { defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { partlySeen, seen, unseen } from '../../core/example.js';
import { exampleLog } from '../../facts/examples-history.js';
import { logs } from '../../facts/logs.js';

/** Share of lines above which a reading of a log cannot be called one. */
const mostUnread = 0.5;

/** LOG-11: a log whose lines follow no known form; kept, counted, and not understood. */
export const logIsNotUnderstood = defineCheck({
  id: 'LOG-11',
  title: 'A log is in a form that nobody here reads',
  questions: ['Q8'],
  severity: 'low',
  required: false,
  needs: { logs },
  decide({ logs: read }): readonly Outcome[] {
    return read.value.map((log) => {
      const { count, firstLine, samples } = log.reading.notUnderstood;
      if (log.reading.lines === 0 || count / log.reading.lines <= mostUnread)
        return pass([log.ref], { subject: log.subject, what: `${count} of ${log.reading.lines} lines not understood` });
      return fail(
        [{ ...log.ref, ...(firstLine === null ? {} : { line: firstLine }), excerpt: samples[0]?.slice(0, 200) ?? '' }],
        {
          subject: log.subject,
          what: `${count} of ${log.reading.lines} lines of ${log.artifact} follow no known form`,
          location: `${log.path ?? log.artifact}:${firstLine ?? 1}`,
        },
      );
    });
  },
  whyItMatters: 'Lines that are not understood are not judged; silence about them is no good news.',
  verifyByHand: 'docker logs CONTAINER | head',
  remediation: { text: 'Let the app log in a usual form (one record a line, time first), or tell us the format.' },
  references: [],
  examples: {
    pass: [
      { title: 'read', facts: { logs: seen([exampleLog()]) } },
      {
        title: 'a few odd lines',
        facts: { logs: seen([exampleLog({}, { notUnderstood: { count: 3, firstLine: 4, samples: ['?'] } })]) },
      },
    ],
    fail: [
      {
        title: 'most lines are foreign',
        facts: { logs: seen([exampleLog({}, { notUnderstood: { count: 38, firstLine: 1, samples: ['§§'] } })]) },
      },
    ],
    blind: [
      { title: 'no log', facts: { logs: unseen() } },
      { title: 'a part', facts: { logs: partlySeen([exampleLog()]) } },
    ],
  },
});
