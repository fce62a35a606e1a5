/** @type {import('../lib/seed.mjs').Defect} */
export const defect = {
  id: 'database-published',
  title: 'The database is published on every address',
  expects: ['EXP-04'],
  apply: (lab) =>
    lab.project.edit((project) => {
      Object.assign(project.services.mongo ?? {}, { ports: ['27017:27017'], networks: ['data', 'web'] });
    }),
};
