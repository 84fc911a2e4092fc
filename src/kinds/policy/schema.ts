import { fits, isOneOf, type Snippet } from '../for-editors.ts'

const text = (description: string, ...examples: readonly string[]) => ({
  description,
  type: 'string',
  ...(examples.length > 0 && { examples }),
})
const textOrTexts = (description: string, ...examples: readonly string[]) => ({
  description,
  ...(examples.length > 0 && { examples }),
  type: ['string', 'array'],
  items: { description: 'One entry.', type: 'string' },
})
/** As IAM spells them, in any case. */
const ACTION = fits(/^(?:\*|[eE][cC][rR]:[a-zA-Z*?]+)$/, 'An action of ECR: ecr:BatchGetImage')
const actions = (description: string, ...examples: readonly string[]) => {
  const { items, ...said } = textOrTexts(description, ...examples)
  return { ...said, ...ACTION, items: { ...items, ...ACTION } }
}
const WHO = fits(/^\d{12}$|^(?!\d+$)(?!\*$)/, 'An account id has 12 digits, in quotes; * is refused')
const word = (description: string, ...words: readonly string[]) => ({
  ...text(description, ...words),
  ...isOneOf(words),
})
const principal = (description: string) => ({
  description,
  type: ['string', 'object'],
  additionalProperties: textOrTexts('Principals of this kind: `AWS`, `Service`, `Federated`.'),
})
const principals = (description: string, ...examples: readonly string[]) => ({
  description,
  ...(examples.length > 0 && { examples: examples.map(example => [example]) }),
  type: ['string', 'array'],
  ...WHO,
  items: {
    description: 'An account id (quoted), a name from `accounts`, an IAM ARN, `o-…` or `o-…/r-…/ou-…`.',
    type: 'string',
    ...WHO,
  },
})

const statementAbout = (resource: object, notResource: object, snippets: readonly Snippet[]) => ({
  description: 'One statement of IAM policy JSON.',
  type: 'object',
  editor: { title: 'statement', snippets },
  additionalProperties: false,
  properties: {
    Sid: text('A name for the statement; it may contain spaces.'),
    Effect: word('What the statement does.', 'Allow', 'Deny'),
    Principal: principal('Who: `"*"`, or by kind, e.g. `{ AWS: "111122223333" }`.'),
    NotPrincipal: principal('Everyone but these.'),
    Action: actions('Actions of ECR.', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'),
    NotAction: actions('Every action but these.'),
    Resource: resource,
    NotResource: notResource,
    Condition: {
      description: 'Operator → key → values.',
      type: 'object',
      additionalProperties: {
        description: 'Key → values.',
        type: 'object',
        additionalProperties: { description: 'One value or several.', type: ['string', 'number', 'boolean', 'array'] },
      },
    },
  },
})

const NOWHERE = textOrTexts('Left out: a repository policy is about its repository.')
const PULL: Snippet = {
  label: 'who may pull',
  description: 'Another account may pull.',
  body: {
    Sid: '${1:partner}',
    Effect: 'Allow',
    Principal: '{ AWS: "${2:111122223333}" }',
    Action: '["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]',
  },
}
const statement = statementAbout(NOWHERE, NOWHERE, [PULL])

const REPLICATE: Snippet = {
  label: 'who may replicate',
  description: 'The registry of another account may copy its images here.',
  body: {
    Sid: '${1:replicas}',
    Effect: 'Allow',
    Principal: '{ AWS: "${2:111122223333}" }',
    Action: '["ecr:CreateRepository", "ecr:ReplicateImage"]',
    Resource: '"*"',
  },
}
const registryStatement = statementAbout(
  textOrTexts(
    'Which repositories of this registry, by their ARNs, or `"*"`.',
    'arn:aws:ecr:${{ target.region }}:${{ target.account }}:repository/prod/*',
  ),
  textOrTexts('All repositories but these.'),
  [REPLICATE],
)

const forms = {
  access: {
    description: 'The short form: who may do what, by level.',
    type: 'object',
    additionalProperties: false,
    properties: {
      pull: principals('Who may pull: BatchGetImage, GetDownloadUrlForLayer.', '111122223333', 'o-abc1234567'),
      push: principals('Who may push and pull.', '111122223333'),
      lambda: principals('Accounts whose Lambda functions run images from here.', '111122223333'),
    },
    patternProperties: {
      '^(?!(pull|push|lambda)$)[A-Za-z][\\w-]*$': principals('Who has this level of `accessLevels`.'),
    },
  },
  statements: { description: 'Statements of IAM policy JSON.', type: 'array', items: statement },
  file: text('A JSON file with a whole policy document, relative to this file.', 'policies/pull.json'),
}

const documentOf = (statement: object) => ({
  Version: word('Of the policy language. Left out, IAM takes it for 2008-10-17.', '2012-10-17', '2008-10-17'),
  Id: text('A name for the document.'),
  Statement: {
    description: 'Statements of IAM policy JSON; one may stand without a list.',
    type: ['array', 'object'],
    items: statement,
    editor: { type: undefined, items: undefined, anyOf: [{ type: 'array', items: statement }, statement] },
  },
})

const properties = { ...forms, ...documentOf(statement) }

const ABSENT = {
  description: 'Sids of statements that must not be there, in a list with `live`.',
  examples: [['old-partner']],
  type: 'array',
  minItems: 1,
  items: text('The Sid of a statement.', 'old-partner'),
}

const FROM_FILE = (file: string): Snippet => ({
  label: 'a file',
  description: 'A JSON file with a whole policy document.',
  body: { file: `\${1:${file}}` },
})
const STATEMENTS = ({ label, description, body }: Snippet): Snippet => ({
  label: `${label}, as a statement`,
  description,
  body: { statements: [body] },
})
const SNIPPETS: readonly Snippet[] = [
  {
    label: 'who may pull',
    description: 'Account ids, names from `accounts`, ARNs or organizations.',
    body: { access: '{ pull: ["${1:111122223333}"] }' },
  },
  {
    label: 'who may push',
    description: 'Account ids, names from `accounts`, ARNs or organizations. Who may push may pull.',
    body: { access: '{ push: ["${1:111122223333}"] }' },
  },
  STATEMENTS(PULL),
  FROM_FILE('policies/pull.json'),
]
const OF_REGISTRY: readonly Snippet[] = [STATEMENTS(REPLICATE), FROM_FILE('policies/registry.json')]

/** Beside one form there is no other; `Version` and `Id` are of a whole document. */
function alone(snippets: readonly Snippet[], ...forms: readonly string[]) {
  const message = 'Each of them is a policy by itself; a list joins several: [{ access: … }, { statements: … }].'
  const one = {
    description: message,
    maxProperties: 1,
    properties: Object.fromEntries([...forms, 'Statement'].map(form => [form, true])),
  }
  const each = Object.fromEntries(forms.map(form => [form, one]))
  const ofDocument = { Version: ['Statement'], Id: ['Statement'] }
  return {
    dependencies: { ...each, ...ofDocument },
    editor: { snippets, dependencies: ofDocument, onlyOne: [{ keys: [...forms, 'Statement'], message }] },
  }
}

/** A repository policy, in any form that may also be given by name. */
export const policyDocument = {
  description:
    'Who may use the repository, in one of four forms: access, statements, file, or a whole IAM document (Version, Id, Statement), which is kept as it is. ECR allows a text of at most 10,240 characters.',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties,
  ...alone(SNIPPETS, 'access', 'statements', 'file'),
}

/** One part of a list, in which something may also be taken away from what is there. */
export const sharedPart = {
  ...policyDocument,
  description: 'One part of a list: one of the four forms, or `absent`.',
  properties: { ...properties, absent: ABSENT },
  ...alone(SNIPPETS, 'access', 'statements', 'file', 'absent'),
}

const registryProperties = {
  statements: { description: 'Statements of IAM policy JSON.', type: 'array', items: registryStatement },
  file: text('A JSON file with a whole policy document, relative to this file.', 'policies/registry.json'),
  ...documentOf(registryStatement),
}

/** The policy of the registry. `access` gives no word for which repositories, and there is none. */
export const registryPolicyDocument = {
  description:
    'Who may use the repositories of the registry, in one of three forms: statements, file, or a whole IAM document (Version, Id, Statement), which is kept as it is. Each statement names repositories under Resource. ECR allows a text of at most 10,240 characters.',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: registryProperties,
  ...alone(OF_REGISTRY, 'statements', 'file'),
}

export const sharedRegistryPart = {
  ...registryPolicyDocument,
  description: 'One part of a list: one of the three forms, or `absent`.',
  properties: { ...registryProperties, absent: ABSENT },
  ...alone(OF_REGISTRY, 'statements', 'file', 'absent'),
}
