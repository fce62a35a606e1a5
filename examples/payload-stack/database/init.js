// Run once by mongosh as the root user, when the volume is empty (the entry point of the mongo image): the app's user with
// readWrite on its one database, and a user for Candor that sees settings, users and stored functions, but no content.
const { readFileSync } = require('node:fs');

const secret = (name) => readFileSync(`/run/secrets/${name}`, 'utf8').trim();

db.getSiblingDB('station').createUser({
  user: 'station',
  pwd: secret('mongo_app_password'),
  roles: [{ role: 'readWrite', db: 'station' }],
  mechanisms: ['SCRAM-SHA-256'],
});

const admin = db.getSiblingDB('admin');
admin.createRole({
  role: 'candorAudit',
  privileges: [
    { resource: { cluster: true }, actions: ['listDatabases', 'getParameter', 'getCmdLineOpts'] },
    { resource: { db: '', collection: '' }, actions: ['viewUser', 'viewRole'] },
    { resource: { db: 'station', collection: 'system.js' }, actions: ['find'] },
  ],
  roles: [],
});
admin.createUser({
  user: 'candor',
  pwd: secret('mongo_audit_password'),
  roles: [{ role: 'candorAudit', db: 'admin' }],
  mechanisms: ['SCRAM-SHA-256'],
});
