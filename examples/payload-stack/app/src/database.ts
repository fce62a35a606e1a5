import { mongooseAdapter } from '@payloadcms/db-mongodb';
import { sqliteAdapter } from '@payloadcms/db-sqlite';
import { migrations } from './migrations';

/** The adapter that the address asks for: `mongodb://…` in production, `file:…` (SQLite) for a machine without MongoDB. */
export function database(uri: string) {
  if (uri.startsWith('mongodb://') || uri.startsWith('mongodb+srv://')) return mongooseAdapter({ url: uri });
  return sqliteAdapter({
    client: { url: uri },
    push: false,
    migrationDir: 'src/migrations',
    prodMigrations: migrations,
  });
}
