import { lexicalEditor } from '@payloadcms/richtext-lexical';
import { buildConfig } from 'payload';
import sharp from 'sharp';
import { Episodes } from './collections/Episodes';
import { Media } from './collections/Media';
import { Users } from './collections/Users';
import { database } from './database';
import { noMail } from './mail';
import { secret } from './secret';

export default buildConfig({
  serverURL: 'https://cms.station.example',
  secret: secret('PAYLOAD_SECRET'),
  // No avatar: Payload's default asks gravatar.com for a hash of each editor's address.
  admin: { user: Users.slug, avatar: 'default', importMap: { baseDir: 'src' } },
  collections: [Users, Episodes, Media],
  cors: ['https://cms.station.example'],
  csrf: ['https://cms.station.example'],
  db: database(secret('DATABASE_URI')),
  editor: lexicalEditor(),
  email: noMail,
  graphQL: { disable: true },
  maxDepth: 5,
  defaultMaxTextLength: 40_000,
  upload: { limits: { fileSize: 20_000_000 }, abortOnLimit: true },
  telemetry: false,
  typescript: { outputFile: 'src/payload-types.ts' },
  sharp,
});
