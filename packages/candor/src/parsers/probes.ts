import type { Artifact } from '../core/evidence.js';
import { refTo } from '../core/evidence.js';
import { type HttpAnswer, httpAnswers, outsideProbes, type ProbedPort } from '../facts/exposure.js';
import { readHttpProbes, readListenProbes } from '../formats/probes/probe-results.js';
import { artifactLines } from './artifact-lines.js';
import { defineParser } from './parser.js';
import { factOf, readArtifacts } from './readings.js';

/** Longest body that is carried, in characters; the collector keeps far less. */
const MAX_BODY = 200_000;

/** HTTP answers: `host` where the collector asked on loopback, else the place that `external:<vantage>` names. */
export const httpAnswersParser = defineParser(httpAnswers, (context) => {
  const readings = readArtifacts(context, 'http.probe', readHttpProbes);
  const answers = readings.rows.flatMap(({ artifact, value }) =>
    value.map((probe): HttpAnswer => {
      const text = artifactLines(artifact)[probe.line - 1] ?? '';
      return {
        vantage: vantageOf(artifact),
        url: probe.url,
        ...restOf(text),
        resolvedTo: probe.resolvedTo,
        status: probe.status,
        headers: Object.fromEntries(probe.headers),
        error: probe.error,
        ref: refTo(artifact, probe.line, text),
      };
    }),
  );
  return factOf(readings, answers);
});

/** What a probe's line says beside the answer's head. */
function restOf(line: string): Pick<HttpAnswer, 'method' | 'body'> {
  try {
    const read: unknown = JSON.parse(line);
    const { method, body } = typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {}; // an object of unknown members
    return {
      method: typeof method === 'string' ? method.slice(0, 20) : 'GET',
      body: typeof body === 'string' ? body.slice(0, MAX_BODY) : null,
    };
  } catch {
    // The line was read before as JSON; a byte order mark is the only way here.
    return { method: 'GET', body: null };
  }
}

/** Ports as another machine sees them. */
export const outsideProbesParser = defineParser(outsideProbes, (context) => {
  const readings = readArtifacts(context, 'host.listen-probe', readListenProbes);
  const ports = readings.rows.flatMap(({ artifact, value }) =>
    value.map(
      (probe): ProbedPort => ({
        vantage: probe.from ?? vantageOf(artifact),
        to: probe.to,
        port: probe.port,
        family: (probe.family ?? (probe.to.includes(':') ? 'ipv6' : 'ipv4')) === 'ipv6' ? 6 : 4,
        result: probe.result,
        ref: refTo(artifact, probe.line, artifactLines(artifact)[probe.line - 1]),
      }),
    ),
  );
  return factOf(readings, ports);
});

function vantageOf({ subject }: Artifact): string {
  return subject.startsWith('external:') ? subject.slice('external:'.length) : subject;
}
