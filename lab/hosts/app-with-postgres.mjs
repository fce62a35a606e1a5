import { importSideImage } from '../lib/side-images.mjs';

/** @type {import('../lib/ordinary.mjs').Variation} */
export const host = {
  id: 'app-with-postgres',
  title: 'A Node app with PostgreSQL, without Payload and MongoDB',
  apply: async (lab) => {
    await importSideImage(lab.docker, {
      image: 'postgres:17.6-bookworm',
      program: '/usr/lib/postgresql/17/bin/postgres',
      env: { PG_MAJOR: '17', PG_VERSION: '17.6-1.pgdg12+1' },
    });
    return lab.project.edit((project) => {
      const { cms, mongo, newsletter } = project.services;
      const database = {
        ...mongo,
        image: 'postgres:17.6-bookworm',
        environment: { POSTGRES_PASSWORD_FILE: '/run/secrets/postgres' },
      };
      project.services = {
        app: {
          ...newsletter,
          ports: ['127.0.0.1:3000:3100'],
          networks: ['web', 'data'],
          mem_limit: cms?.mem_limit,
          depends_on: ['postgres'],
        },
        newsletter: newsletter ?? {},
        postgres: {
          ...database,
          command: ['/usr/lib/postgresql/17/bin/postgres', '/usr/lib/stand-in.cjs', '5432'],
          volumes: ['postgres-data:/var/lib/postgresql/data'],
          healthcheck: { ...mongo?.healthcheck, test: ['CMD-SHELL', 'nc -w 2 127.0.0.1 5432 </dev/null'] },
        },
      };
      project.volumes = { 'postgres-data': {} };
    });
  },
};
