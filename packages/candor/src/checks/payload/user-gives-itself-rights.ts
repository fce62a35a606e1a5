import { defineCheck } from '../../core/check.js';
import { seen } from '../../core/example.js';
import type { PayloadEntity } from '../../facts/payload-config.js';
import { judgeEntities, type Notes, type PayloadView, payloadNeeds, payloadUses } from './judge-payload.js';
import {
  blindToSource,
  exampleAccess,
  exampleConfig,
  exampleEntity,
  exampleLive,
  exampleUnclear,
  exampleUsers,
  noPayload,
  withEntities,
  withSource,
} from './payload-example.js';
import { accessOf, type EntityAccess, fieldsOf, settingOf } from './read-config.js';

/** Names of fields that give rights. */
const rightsField =
  /^(?:user)?_?(?:roles?|permissions?|privileges?|scopes?|access_?levels?)$|^(?:is)?_?(?:super)?_?admin(?:istrator)?$|^is(?:Staff|Superuser|Editor|Owner)$/i;

const operations = ['create', 'update'] as const;

type Door = Pick<EntityAccess, 'anonymous' | 'ordinary'>;

/** Who may write the collection: for nobody's login the running app's own answer, where it was asked (checks.md). */
function doorOf(entity: PayloadEntity, operation: 'create' | 'update', view: PayloadView): Door {
  const { anonymous, ordinary } = accessOf(entity, operation);
  const access = view.live?.access ?? null;
  if (access === null) return { anonymous, ordinary };
  const row = access.find((each) => each.slug === entity.slug && each.kind === entity.kind);
  const answer = row?.operations[operation] ?? 'denied';
  return { anonymous: answer, ordinary: answer === 'allowed' ? answer : ordinary };
}

function read(entity: PayloadEntity, notes: Notes, view: PayloadView): void {
  if (entity.auth === false || entity.kind === 'global') return;
  const { fields, whole } = fieldsOf(entity);
  for (const field of fields.filter((each) => rightsField.test(each.name))) {
    for (const operation of operations) readField(entity, field, operation, doorOf(entity, operation, view), notes);
  }
  const reachable = operations.some((operation) => doorOf(entity, operation, view).ordinary !== 'denied');
  if (!whole && reachable)
    notes.unclear.push({ because: `the fields of ${entity.slug} were not understood in full`, ref: entity.ref });
}

/** Reachable when both the collection and the field let a person in who has no role. */
function readField(
  entity: PayloadEntity,
  field: { readonly name: string; readonly value: PayloadEntity['value'] },
  operation: 'create' | 'update',
  door: Door,
  notes: Notes,
): void {
  if (door.anonymous === 'denied' && door.ordinary === 'denied') return;
  const setting = settingOf(field.value, `access.${operation}`);
  const guard = setting.state === 'found' && setting.value.kind === 'function' ? setting.value : null;
  const ref = guard?.ref ?? field.value.ref;
  const open = (person: 'anonymous' | 'ordinary') => {
    const answers = [door[person], setting.state === 'absent' ? 'allowed' : (guard?.[person] ?? 'unknown')];
    return answers.includes('denied') ? false : answers.includes('unknown') ? null : true;
  };
  const name = `${entity.slug}.${field.name}`;
  const verb = operation === 'create' ? 'create an account with' : 'set';
  if (open('anonymous') === true) notes.bad.push({ what: `anybody may ${verb} ${name} without login`, ref });
  else if (open('ordinary') === true)
    notes.bad.push({ what: `any logged-in user may ${verb} ${name}`, ref, severity: 'high' });
  else if (open('anonymous') === null || open('ordinary') === null)
    notes.unclear.push({ because: `who may ${verb} ${name} was not understood`, ref });
}

/** PAY-08: fields that give rights are closed to those without. */
export const userGivesItselfRights = defineCheck({
  id: 'PAY-08',
  title: 'A user may give itself rights',
  questions: ['Q1', 'Q2'],
  severity: 'critical',
  required: true,
  needs: payloadNeeds,
  uses: payloadUses,
  decide: (facts) =>
    judgeEntities(facts, read, {
      what: 'fields that give rights are closed to those without',
      settle: 'grep -rn -A6 "name: .role" src/collections',
    }),
  whyItMatters: 'Whoever may write the field with the roles is an administrator with one request.',
  verifyByHand: 'grep -rn -A6 "name: .roles" src/collections',
  remediation: {
    text: 'Give the field access: { create, update } that answer true for administrators alone.',
  },
  references: ['Payload documentation: field-level access control'],
  examples: {
    pass: [
      { title: 'the field is closed', facts: withSource(exampleConfig()) },
      {
        title: 'open field, closed collection',
        facts: withEntities(exampleUsers({ fields: [{ name: 'role', type: 'select' }] })),
      },
      {
        title: 'own record, closed field',
        facts: withEntities(exampleUsers({ access: ownRecord() })),
      },
      {
        title: 'a role that is no right: the field of a page',
        facts: withEntities(exampleUsers(), exampleEntity('team', { fields: [{ name: 'role', type: 'text' }] })),
      },
      noPayload,
    ],
    fail: [
      {
        title: 'the running app lets anybody write what the source closes',
        facts: {
          ...withEntities(exampleUsers({ fields: [{ name: 'role', type: 'select' }] })),
          payloadLive: seen([
            exampleLive({ access: [{ slug: 'users', kind: 'collection', operations: { update: 'allowed' } }] }),
          ]),
        },
      },
      {
        title: 'anybody registers as administrator',
        facts: withEntities(
          exampleUsers({ access: { create: exampleAccess('allowed') }, fields: [{ name: 'roles', type: 'select' }] }),
        ),
      },
      {
        title: 'users promote themselves',
        facts: withEntities(exampleUsers({ access: ownRecord(), fields: [{ name: 'isAdmin', type: 'checkbox' }] })),
      },
      {
        title: 'inside a group',
        facts: withEntities(
          exampleUsers({
            access: ownRecord(),
            fields: [{ type: 'row', fields: [{ name: 'role', type: 'select' }] }],
          }),
        ),
      },
    ],
    blind: [
      ...blindToSource,
      {
        title: 'a rule that is not in the source',
        facts: withEntities(
          exampleUsers({ access: ownRecord(), fields: [{ name: 'role', access: { update: exampleUnclear() } }] }),
        ),
      },
      {
        title: 'fields that are not in the source',
        facts: withEntities(exampleUsers({ access: ownRecord(), fields: [exampleUnclear()] })),
      },
    ],
  },
});

function ownRecord() {
  return { create: exampleAccess('denied'), update: exampleAccess('denied', 'limited') };
}
