import type { Incident, Report } from '../../core/report.js';
import { type Result, resultKey } from '../../core/result.js';
import { type Severity, severityRank } from '../../core/severity.js';
import { defineReporter } from '../reporter.js';
import { visibleReport } from '../shared/visible.js';
import { refPlace } from '../shared/words.js';
import { advisoriesOf, packageOf } from './advisory-words.js';
import { toJson } from './to-json.js';

const schemaVersion = '1.3.0';
const captions = ['Informational', 'Low', 'Medium', 'High', 'Critical'] as const;

/** One OCSF finding a line: Compliance (2003), Vulnerability (2002) for failed advisory results, Detection (2004) for incidents. */
export const ocsfReporter = defineReporter({
  name: 'ocsf',
  extension: 'ndjson',
  render: (raw) => {
    const report = visibleReport(raw);
    const findings = [
      ...report.results.filter((result) => result.state !== 'dismissed').map((result) => finding(result, report)),
      ...report.incidents.map((incident) => detection(incident, report)),
    ];
    return findings.map((one) => `${toJson(one, 0)}\n`).join('');
  },
});

function base(classUid: number, className: string, severity: Severity, report: Report) {
  const time = report.capturedAt.getTime();
  return {
    category_uid: 2,
    category_name: 'Findings',
    class_uid: classUid,
    class_name: className,
    activity_id: 1,
    activity_name: 'Create',
    type_uid: classUid * 100 + 1,
    time,
    severity_id: severityRank(severity) + 1,
    severity: captions[severityRank(severity)] ?? 'Unknown',
    metadata: {
      version: schemaVersion,
      product: { name: 'Candor', vendor_name: 'Candor', version: report.candorVersion },
      uid: report.id,
    },
    device: { hostname: report.host.name, type_id: 1, type: 'Server' },
  };
}

function finding(result: Result, report: Report) {
  const advisories = result.state === 'fail' ? advisoriesOf(result) : [];
  return advisories.length > 0 ? vulnerability(result, advisories, report) : compliance(result, report);
}

function findingInfo(result: Result, report: Report) {
  return {
    uid: result.fingerprint,
    title: result.title,
    desc: result.what ?? result.detail ?? result.title,
    types: [result.check],
    created_time: (result.firstSeen ?? report.capturedAt).getTime(),
  };
}

function shared(result: Result) {
  return {
    status_id: result.state === 'fail' ? 1 : result.state === 'pass' || result.state === 'not-applicable' ? 4 : 0,
    status:
      result.state === 'fail'
        ? 'New'
        : result.state === 'pass' || result.state === 'not-applicable'
          ? 'Resolved'
          : 'Unknown',
    resources: [{ uid: result.subject, type: result.subject.split(':')[0] ?? 'host', name: result.subject }],
    remediation: { desc: result.remediation.text || 'None.', references: result.references },
    unmapped: {
      evidence: result.evidence.slice(0, 10).map((ref) => ({ place: refPlace(ref), excerpt: ref.excerpt ?? null })),
    },
  };
}

/** Compliance status ids of OCSF 1.3: 1 Pass, 2 Warning, 3 Fail, 0 Unknown. */
function compliance(result: Result, report: Report) {
  const [statusId, status] =
    result.state === 'fail'
      ? [3, 'Fail']
      : result.state === 'pass' || result.state === 'not-applicable'
        ? [1, 'Pass']
        : [0, 'Unknown'];
  return {
    ...base(2003, 'Compliance Finding', result.severity, report),
    message: `${resultKey(result)}: ${result.what ?? result.detail ?? result.title}`,
    finding_info: findingInfo(result, report),
    compliance: {
      control: result.check,
      standards: ['Candor checks'],
      requirements: [...result.questions],
      status_id: statusId,
      status,
    },
    ...shared(result),
  };
}

function vulnerability(result: Result, advisories: readonly string[], report: Report) {
  const found = packageOf(result);
  return {
    ...base(2002, 'Vulnerability Finding', result.severity, report),
    message: result.what ?? result.title,
    finding_info: findingInfo(result, report),
    vulnerabilities: [...new Set(advisories)].map((uid) => ({
      ...(uid.startsWith('CVE-') ? { cve: { uid } } : { advisory: { uid } }),
      title: result.title,
      severity: captions[severityRank(result.severity)] ?? 'Unknown',
      ...(found ? { affected_packages: [{ name: found.name, version: found.version, purl: found.purl }] } : {}),
      references: result.references,
    })),
    ...shared(result),
  };
}

function detection(incident: Incident, report: Report) {
  const first = incident.firstSeen ?? report.capturedAt;
  const last = incident.lastSeen ?? first;
  return {
    ...base(2004, 'Detection Finding', incident.severity, report),
    message: incident.title,
    status_id: incident.open ? 1 : 4,
    status: incident.open ? 'New' : 'Resolved',
    count: Math.max(1, incident.calls),
    start_time: first.getTime(),
    end_time: last.getTime(),
    finding_info: {
      uid: incident.fingerprint,
      title: incident.title,
      types: [incident.id],
      created_time: report.capturedAt.getTime(),
      first_seen_time: first.getTime(),
      last_seen_time: last.getTime(),
      attacks: incident.stages.map((stage) => ({
        version: '15.1',
        technique: { uid: stage.technique, name: stage.name },
      })),
    },
    resources: incident.subjects.map((subject) => ({
      uid: subject,
      type: subject.split(':')[0] ?? 'host',
      name: subject,
    })),
    evidences: incident.evidence
      .slice(0, 10)
      .map((ref) => ({ data: { place: refPlace(ref), excerpt: ref.excerpt ?? null } })),
    unmapped: {
      executed: incident.executed,
      waves: incident.waves,
      raw_lines: incident.rawLines,
      root_cause: incident.rootCause,
      indicators: incident.indicators,
    },
  };
}
