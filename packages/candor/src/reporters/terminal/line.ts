import { defineReporter } from '../reporter.js';
import { visibleReport } from '../shared/visible.js';
import { headline, sentence, summaryRest } from '../shared/words.js';

/** One line for `--quiet`, cron mails and status bars: host, verdict, its reason, the exit code. */
export const lineReporter = defineReporter({
  name: 'line',
  extension: 'txt',
  render: (raw) => {
    const report = visibleReport(raw);
    const { status, exitCode } = report.verdict;
    return `${report.host.name}: ${headline(report)}. ${sentence(summaryRest(report))} [${status}, exit ${exitCode}]\n`;
  },
});
