import { mongooseAdapter } from '@payloadcms/db-mongodb';
import { lexicalEditor } from '@payloadcms/richtext-lexical';
import { buildConfig } from 'payload';
import sharp from 'sharp';
import { Media } from './collections/Media';
import { Pages } from './collections/Pages';
import { Users } from './collections/Users';

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

export default buildConfig({
  serverURL: 'https://cms.station.example',
  secret: required('PAYLOAD_SECRET'),
  admin: { user: Users.slug },
  collections: [Users, Pages, Media],
  cors: ['https://cms.station.example'],
  csrf: ['https://cms.station.example'],
  db: mongooseAdapter({ url: required('DATABASE_URI') }),
  editor: lexicalEditor(),
  graphQL: { disable: true },
  maxDepth: 5,
  defaultMaxTextLength: 40000,
  upload: { limits: { fileSize: 20_000_000 }, abortOnLimit: true },
  telemetry: false,
  sharp,
});
