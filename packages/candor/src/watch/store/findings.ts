import type { Detection } from '../detection.js';
import type { IncidentStage, LiveIncident } from '../incidents/incident.js';
import type { Database } from './database.js';

/** Stores detections and incidents; what is there already is not counted again. Call it inside a transaction. */
export function storeFindings(
  database: Database,
  detections: readonly Detection[],
  incidentOf: ReadonlyMap<string, string>,
  changed: readonly LiveIncident[],
): void {
  const insert = database.prepare(
    'INSERT OR IGNORE INTO detections (id, seq, at_ms, rule, severity, incident, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const one of detections)
    insert.run(
      one.id,
      one.seq,
      one.at.getTime(),
      one.rule,
      one.severity,
      incidentOf.get(one.id) ?? null,
      JSON.stringify(one),
    );
  const put = database.prepare(
    'INSERT OR REPLACE INTO incidents (id, open, first_ms, last_ms, severity, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const one of changed)
    put.run(
      one.id,
      one.closedAt === null ? 1 : 0,
      one.openedAt.getTime(),
      one.lastAt.getTime(),
      one.severity,
      JSON.stringify(one),
    );
}

/** Incidents, newest first. */
export function storedIncidents(
  database: Database,
  options: { readonly openOnly: boolean; readonly limit: number },
): LiveIncident[] {
  const where = options.openOnly ? 'WHERE open = 1' : '';
  return database
    .prepare(`SELECT body FROM incidents ${where} ORDER BY last_ms DESC LIMIT ?`)
    .all(options.limit)
    .map((row) => reviveIncident(JSON.parse(String(row.body))));
}

/** Detections of one incident, oldest first. */
export function detectionsOf(database: Database, incident: string, limit: number): Detection[] {
  return database
    .prepare('SELECT body FROM detections WHERE incident = ? ORDER BY at_ms LIMIT ?')
    .all(incident, limit)
    .map((row) => reviveDetection(String(row.body)));
}

/** Detections since a time, oldest first, at most a hundred thousand. */
export function storedDetections(database: Database, since: Date): Detection[] {
  return database
    .prepare('SELECT body FROM detections WHERE at_ms >= ? ORDER BY at_ms LIMIT 100000')
    .all(since.getTime())
    .map((row) => reviveDetection(String(row.body)));
}

function reviveDetection(body: string): Detection {
  const one = JSON.parse(body) as Detection & { readonly at: string }; // written by storeFindings
  return { ...one, at: new Date(one.at) };
}

/** Times are texts in JSON. */
export function reviveIncident(raw: unknown): LiveIncident {
  const one = raw as LiveIncident; // written by storeFindings; its times are revived below
  return {
    ...one,
    openedAt: new Date(one.openedAt),
    lastAt: new Date(one.lastAt),
    heardAt: new Date(one.heardAt),
    closedAt: one.closedAt === null ? null : new Date(one.closedAt),
    stages: one.stages.map(reviveStage),
  };
}

function reviveStage(stage: IncidentStage): IncidentStage {
  return {
    ...stage,
    firstAt: new Date(stage.firstAt),
    lastAt: new Date(stage.lastAt),
    evidence: stage.evidence.map((piece) => ({ ...piece, at: new Date(piece.at) })),
  };
}
