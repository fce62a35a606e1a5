/** The part of the OpenVEX 0.2.0 schema that Candor writes, in our words (openvex.dev/ns/v0.2.0), for tests. */
export const openvexSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['@context', '@id', 'author', 'timestamp', 'version', 'statements'],
  properties: {
    '@context': { const: 'https://openvex.dev/ns/v0.2.0' },
    '@id': { type: 'string', pattern: '^urn:candor:vex:[0-9a-f]{64}$' },
    author: { type: 'string' },
    role: { type: 'string' },
    timestamp: { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d' },
    version: { type: 'integer', minimum: 1 },
    statements: { type: 'array', uniqueItems: true, items: { $ref: '#/definitions/statement' } },
  },
  definitions: {
    component: {
      type: 'object',
      additionalProperties: false,
      properties: {
        '@id': { type: 'string', pattern: '^pkg:' },
        identifiers: { type: 'object', additionalProperties: false, properties: { purl: { type: 'string' } } },
        subcomponents: { type: 'array', items: { $ref: '#/definitions/component' } },
      },
    },
    statement: {
      type: 'object',
      additionalProperties: false,
      required: ['vulnerability', 'products', 'status'],
      properties: {
        vulnerability: {
          type: 'object',
          additionalProperties: false,
          required: ['name'],
          properties: { name: { type: 'string' } },
        },
        products: { type: 'array', minItems: 1, uniqueItems: true, items: { $ref: '#/definitions/component' } },
        status: { enum: ['not_affected', 'affected', 'fixed', 'under_investigation'] },
        status_notes: { type: 'string' },
        justification: {
          enum: [
            'component_not_present',
            'vulnerable_code_not_present',
            'vulnerable_code_not_in_execute_path',
            'vulnerable_code_cannot_be_controlled_by_adversary',
            'inline_mitigations_already_exist',
          ],
        },
        impact_statement: { type: 'string' },
        action_statement: { type: 'string', minLength: 1 },
      },
      allOf: [
        {
          if: { properties: { status: { const: 'not_affected' } } },
          // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
          then: {
            oneOf: [
              { required: ['justification'], not: { required: ['impact_statement'] } },
              { required: ['impact_statement'], not: { required: ['justification'] } },
            ],
          },
        },
        {
          if: { properties: { status: { const: 'affected' } } },
          // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
          then: { required: ['action_statement'] },
        },
      ],
    },
  },
};

const text = {
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  properties: { text: { type: 'string', minLength: 1 } },
};
const level = { enum: ['none', 'note', 'warning', 'error'] };

/** The part of SARIF 2.1.0 that Candor writes, in our words (OASIS, sections 3.13 to 3.54), for tests. */
export const sarifSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['version', '$schema', 'runs'],
  properties: {
    version: { const: '2.1.0' },
    $schema: { type: 'string' },
    runs: { type: 'array', minItems: 1, items: { $ref: '#/definitions/run' } },
  },
  definitions: {
    run: {
      type: 'object',
      additionalProperties: false,
      required: ['tool', 'results'],
      properties: {
        tool: {
          type: 'object',
          required: ['driver'],
          properties: {
            driver: {
              type: 'object',
              additionalProperties: false,
              required: ['name'],
              properties: {
                name: { type: 'string' },
                version: { type: 'string' },
                rules: { type: 'array', uniqueItems: true, items: { $ref: '#/definitions/rule' } },
              },
            },
          },
        },
        automationDetails: { type: 'object', additionalProperties: false, properties: { id: { type: 'string' } } },
        invocations: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            required: ['executionSuccessful'],
            properties: { executionSuccessful: { type: 'boolean' }, endTimeUtc: { type: 'string' } },
          },
        },
        columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
        results: { type: 'array', items: { $ref: '#/definitions/result' } },
        properties: { type: 'object' },
      },
    },
    rule: {
      type: 'object',
      additionalProperties: false,
      required: ['id'],
      properties: {
        id: { type: 'string' },
        shortDescription: text,
        fullDescription: text,
        help: text,
        defaultConfiguration: { type: 'object', additionalProperties: false, properties: { level } },
        properties: { type: 'object' },
      },
    },
    result: {
      type: 'object',
      additionalProperties: false,
      required: ['message'],
      properties: {
        ruleId: { type: 'string' },
        ruleIndex: { type: 'integer', minimum: 0 },
        kind: { enum: ['fail', 'open'] },
        level,
        message: text,
        locations: { type: 'array', items: { $ref: '#/definitions/location' } },
        partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
        baselineState: { enum: ['new', 'unchanged', 'updated', 'absent'] },
        properties: { type: 'object' },
      },
      if: { properties: { kind: { const: 'open' } } },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { properties: { level: { const: 'none' } } },
    },
    location: {
      type: 'object',
      additionalProperties: false,
      properties: {
        physicalLocation: {
          type: 'object',
          additionalProperties: false,
          required: ['artifactLocation'],
          properties: {
            artifactLocation: {
              type: 'object',
              additionalProperties: false,
              properties: { uri: { type: 'string', pattern: "^[\\w%./~!$&'()*+,;=:@-]+$" } },
            },
            region: {
              type: 'object',
              additionalProperties: false,
              properties: { startLine: { type: 'integer', minimum: 1 }, snippet: text },
            },
          },
        },
        logicalLocations: {
          type: 'array',
          items: {
            type: 'object',
            additionalProperties: false,
            properties: { name: { type: 'string' }, fullyQualifiedName: { type: 'string' }, kind: { type: 'string' } },
          },
        },
      },
    },
  },
};
