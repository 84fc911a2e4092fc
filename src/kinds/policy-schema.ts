const text = (description: string) => ({ description, type: 'string' })
const textOrTexts = (description: string) => ({
  description,
  type: ['string', 'array'],
  items: { description: 'One entry.', type: 'string' },
})
const principal = (description: string) => ({
  description,
  type: ['string', 'object'],
  additionalProperties: textOrTexts('Principals of this kind: `AWS`, `Service`, `Federated`.'),
})
const principals = (description: string) => ({
  description,
  type: 'array',
  items: {
    description: 'An account id (quoted), a name from `accounts`, an IAM ARN, `o-…` or `o-…/r-…/ou-…`.',
    type: 'string',
  },
})

const statement = {
  description: 'One statement of IAM policy JSON.',
  type: 'object',
  additionalProperties: false,
  properties: {
    Sid: text('A name for the statement; it may contain spaces.'),
    Effect: text('`Allow` or `Deny`.'),
    Principal: principal('Who: `"*"`, or by kind, e.g. `{ AWS: "111122223333" }`.'),
    NotPrincipal: principal('Everyone but these.'),
    Action: textOrTexts('Actions of ECR, e.g. `ecr:BatchGetImage`.'),
    NotAction: textOrTexts('Every action but these.'),
    Resource: textOrTexts('Left out: a repository policy is about its repository.'),
    NotResource: textOrTexts('Left out: a repository policy is about its repository.'),
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
}

/** A repository policy, in any form that may also be given by name. */
export const policyDocument = {
  description: 'Who may use the repository, in one of three forms: access, statements or file.',
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  properties: {
    access: {
      description: 'The short form: who may pull and push.',
      type: 'object',
      additionalProperties: false,
      properties: {
        pull: principals('Who may pull: BatchGetImage, GetDownloadUrlForLayer.'),
        push: principals('Who may push and pull.'),
        lambda: principals('Accounts whose Lambda functions run images from here.'),
      },
    },
    statements: { description: 'Statements of IAM policy JSON.', type: 'array', items: statement },
    file: text('A JSON file with a whole policy document, relative to this file.'),
  },
}
