/** Version of the tables; a newer one is refused, an older one is brought up. */
export const schemaVersion = 1;

/** The tables of the watcher's store. Times are milliseconds since 1970, texts are JSON where a column is named `body`. */
export const schema = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS cursors (source TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS batches (
  seq INTEGER PRIMARY KEY, source TEXT NOT NULL, received_ms INTEGER NOT NULL, lines INTEGER NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS segments (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
  from_ms INTEGER NOT NULL, to_ms INTEGER NOT NULL, lines INTEGER NOT NULL, raw_bytes INTEGER NOT NULL,
  parts TEXT NOT NULL, sha256 TEXT NOT NULL, filter BLOB NOT NULL, data BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS segments_by_time ON segments (to_ms, source);
CREATE TABLE IF NOT EXISTS losses (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, source TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS detections (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL,
  incident TEXT, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS detections_by_time ON detections (at_ms);
CREATE INDEX IF NOT EXISTS detections_by_incident ON detections (incident);
CREATE TABLE IF NOT EXISTS incidents (
  id TEXT PRIMARY KEY, open INTEGER NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,
  severity TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY, due_ms INTEGER NOT NULL, channel TEXT NOT NULL, attempts INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS snapshots (name TEXT PRIMARY KEY, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS audit (
  number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, previous TEXT, hash TEXT NOT NULL);
`;
