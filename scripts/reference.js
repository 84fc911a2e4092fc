// schemas/README.md: the reference of the manifest, out of the schemas and the kinds.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Document, visit } from 'yaml'
import { EXIT } from '../dist/errors.js'
import { KINDS } from '../dist/kinds/index.js'
import { lifecycleDocument } from '../dist/kinds/lifecycle/schema.js'
import { longRule, SELECTORS, VERBS } from '../dist/kinds/lifecycle/short.js'
import { PULL, PUSH } from '../dist/kinds/policy/levels.js'
import { manifestSchema } from '../dist/manifest/form/schema.js'
import { CODES } from './codes.js'

/** @typedef {import('../dist/manifest/form/schema-parts.js').Schema} Schema */
/** @typedef {{ path: string, schema: any }} Section */

const SRC = fileURLToPath(new URL('../src', import.meta.url))

export function reference() {
  const { repositories, defaults, removed, discovered, adopt, released, prune, ...root } = /** @type {any} */ (
    manifestSchema
  ).properties
  const repository = repositories.additionalProperties
  const layer = defaults.items
  const entry = discovered.items
  const ofRegistry = root.registry?.anyOf[0]
  const own = Object.keys(layer.properties).filter(key => !(key in repository.properties))
  return `${[
    INTRODUCTION,
    '## The root of a manifest',
    'A fragment (a file named by `include`) holds `defaults`, `repositories`, `removed` and named policies only; its `defaults` and policies hold for its own repositories.',
    table(
      { ...root, defaults, repositories, removed, adopt, released, prune, discovered },
      /** @type {any} */ (manifestSchema).required,
    ),
    '## A target',
    root.targets.additionalProperties.description,
    table(root.targets.additionalProperties.properties),
    targets(),
    '## Variables',
    variables(),
    '## A layer of defaults',
    layer.description,
    table(pick(layer.properties, own), layer.required),
    'Besides these, every setting of a repository.',
    '## A tombstone',
    removed.items.description,
    table(removed.items.properties, removed.items.required),
    '## An entry of adopt',
    'A glob, or:',
    table(adopt.items.anyOf[1].properties, adopt.items.anyOf[1].required),
    '## An entry of released',
    released.items.description,
    table(released.items.properties, released.items.required),
    '## Pruning',
    prune.description,
    table(prune.properties, prune.required),
    '## An entry of discovered',
    entry.description,
    table(pick(entry.properties, own), entry.required),
    `Besides these, every setting of a repository but ${missing(repository, entry)}.`,
    '## A repository',
    repository.description,
    table(repository.properties),
    ...textsOf('repository', repository.properties),
    ...(root.registry ? ['## The registry', ofRegistry.description, LAYERS, table(ofRegistry.properties)] : []),
    ...textsOf('registry', ofRegistry?.properties ?? {}),
    '## Codes of diagnostics',
    'Errors, warnings and notes print as `FILE:LINE:COLUMN SEVERITY CODE: …`; `--json` prints them as `diagnostics.schema.json` says.',
    codes(),
  ].join('\n\n')}\n`
}

/**
 * Settings of the one that the other does not have.
 * @param {any} one
 * @param {any} other
 */
const missing = (one, other) =>
  Object.keys(one.properties)
    .filter(key => !(key in other.properties))
    .map(key => `\`${key}\``)
    .join(', ')

const LAYERS =
  'A list of such maps is a list of layers: each is laid over the ones before it, for the targets that its `targets` choose. Maps of many things merge by key, each thing whole, and every other setting is replaced whole. In the keys of these maps variables are filled in; they must then differ within a layer, and layers meet by them.'

/** What only some kinds need to have said of them. @type {Readonly<Record<string, () => string>>} */
const WORDS = { lifecyclePolicy: verbs, repositoryPolicy: access }

/** @type {(scope: 'repository' | 'registry', settings: Readonly<Record<string, any>>) => readonly string[]} */
const textsOf = (scope, settings) =>
  KINDS.filter(kind => kind.scope === scope).flatMap(kind => kindText(kind, settings))

/**
 * The settings of one kind: their members, the kind's own words, and its examples.
 * @param {import('../dist/kinds/kind.js').Kind} kind
 * @param {Readonly<Record<string, any>>} settings
 * @returns {readonly string[]}
 */
function kindText(kind, settings) {
  const seen = new Set()
  const sections = Object.keys(kind.manifest).flatMap(key => sectionsOf(key, settings[key], seen))
  return [
    ...(kind.documents || kind.scope === 'registry' ? [`## ${kind.key}`] : []),
    ...(kind.documents ? [/** @type {any} */ (kind.documents.schema).description] : []),
    ...sections.flatMap(({ path, schema }) => [
      path === kind.key ? '### As a map' : `### ${path}`,
      ...(schema === kind.documents?.schema ? [] : [schema.description]),
      table(schema.properties, schema.required),
    ]),
    ...(WORDS[kind.key] ? [/** @type {() => string} */ (WORDS[kind.key])()] : []),
    '### Examples',
    examplesOf(kind),
  ]
}

const INTRODUCTION = `<!-- Generated by \`npm run gen\`: change the schemas and the kinds in src instead. -->

# Reference

What a manifest can say. \`manifest.schema.json\` and \`fragment.schema.json\` are the same for editors: put this line at the top of
a manifest that has ecrsync installed beside it.

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/ecrsync/schemas/manifest.schema.json
\`\`\`

The other schemas describe what \`--json\` prints: \`plan\`, \`apply\`, \`validate\`, and \`diagnostics\` for a command that fails.

For every setting: left out means not managed, \`null\` means must not exist, a value means must be equal.`

/**
 * A schema of an object and all objects below it, each once.
 * @param {string} path
 * @param {any} schema
 * @param {Set<object>} seen
 * @returns {readonly Section[]}
 */
function sectionsOf(path, schema, seen) {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return []
  seen.add(schema)
  return [
    ...(Object.keys(schema.properties ?? {}).length > 0 ? [{ path, schema }] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, inner]) => sectionsOf(`${path}.${key}`, inner, seen)),
    ...(schema.anyOf ?? []).flatMap((/** @type {any} */ inner) => sectionsOf(path, inner, seen)),
    ...(schema.items ? sectionsOf(`${path}[]`, schema.items, seen) : []),
    ...sectionsOf(`${path}.KEY`, schema.additionalProperties, seen),
  ]
}

/**
 * What a kind gives as examples, in the form of a manifest.
 * @param {import('../dist/kinds/kind.js').Kind} kind
 */
function examplesOf(kind) {
  const examples = kind.examples.map(example => manifestForm(kind, example)).filter(isNotEmpty)
  const named = examples.map((example, index) => [`example/${index + 1}`, example])
  if (kind.scope === 'repository') return yamlOf({ repositories: Object.fromEntries(named) })
  return examples.map(registry => yamlOf({ registry })).join('\n\n')
}

/** @param {object} value */
function yamlOf(value) {
  const document = new Document(value)
  visit(document, {
    Collection: (_key, node) => {
      node.flow = node !== document.contents && JSON.stringify(node.toJSON()).length < 90
    },
  })
  return `\`\`\`yaml\n${document.toString({ lineWidth: 0, flowCollectionPadding: true })}\`\`\``
}

/** @param {object} example */
const isNotEmpty = example => Object.keys(example).length > 0

/**
 * Kinds with documents give their examples as parts; a manifest says their bodies.
 * @param {import('../dist/kinds/kind.js').Kind} kind
 * @param {Readonly<Record<string, any>>} example
 */
function manifestForm(kind, example) {
  const { documents, embeds = [] } = kind
  if (documents) return mapped(example, saidParts)
  return embeds.length === 0 ? example : mapped(example, things => mapped(things, thing => withEmbedded(thing, embeds)))
}

/** @type {(thing: Readonly<Record<string, any>> | null, embeds: readonly string[]) => object | null} */
const withEmbedded = (thing, embeds) =>
  thing && mapped(thing, (value, field) => (embeds.includes(field) ? saidParts(value) : value))

/** @type {(fields: Readonly<Record<string, any>>, map: (value: any, key: string) => unknown) => Record<string, unknown>} */
const mapped = (fields, map) => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, map(value, key)]))

/** @type {(parts: readonly any[] | null) => unknown} */
const saidParts = parts => (parts === null ? null : parts.length === 1 ? saidPart(parts[0]) : parts.map(saidPart))

/** @type {(part: any) => unknown} */
const saidPart = ({ file, body }) => (file === undefined ? body : { file })

/**
 * @param {Readonly<Record<string, any>>} properties
 * @param {readonly string[]} [required]
 */
function table(properties, required = []) {
  const rows = Object.entries(properties).map(([key, schema]) => [
    `\`${key}\`${required.includes(key) ? ' (required)' : ''}`,
    allowed(schema),
    schema.default === undefined ? '' : `\`${JSON.stringify(schema.default)}\``,
    schema.description + exampleText(schema.examples),
  ])
  return tableOf(['key', 'value', 'default', 'what it says'], rows)
}

/** @param {readonly unknown[]} [examples] */
const exampleText = (examples = []) =>
  examples.length === 0 ? '' : ` E.g. ${examples.map(example => `\`${textOf(example)}\``).join(', ')}.`

/** @param {unknown} value */
const textOf = value => (typeof value === 'string' ? value : JSON.stringify(value))

/** @type {Readonly<Record<string, string>>} */
const TYPES = { string: 'text', integer: 'whole number', number: 'number', boolean: '`true`, `false`', null: '`null`' }

/**
 * @param {any} schema
 * @returns {string}
 */
function allowed(schema) {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum) return schema.enum.map((/** @type {string} */ value) => `\`${value}\``).join(', ')
  // A pattern is that of a variable, of which the section about variables speaks.
  if (schema.anyOf)
    return [...new Set(schema.anyOf.filter((/** @type {any} */ form) => !form.pattern).map(allowed))].join(' or ')
  return [schema.type]
    .flat()
    .map(type => ofType(schema, type))
    .join(' or ')
}

/**
 * @param {any} schema
 * @param {string} type
 */
function ofType(schema, type) {
  if (type === 'array') return schema.items ? `list of ${grouped(allowed(schema.items))}` : 'list'
  if (type === 'object')
    return schema.properties || !schema.additionalProperties
      ? 'map'
      : `map of ${grouped(allowed(schema.additionalProperties))}`
  const minimum = schema.minimum === undefined ? '' : `, at least ${schema.minimum}`
  return `${TYPES[type]}${type === 'integer' ? minimum : ''}`
}

/** @param {string} text */
const grouped = text => (text.includes(' or ') ? `(${text})` : text)

function verbs() {
  const properties = /** @type {any} */ (lifecycleDocument.anyOf[0]).items.properties
  const rows = Object.keys(VERBS).map(verb => {
    const isCount = properties[verb].type === 'integer'
    const value = properties[verb].const ?? (isCount ? 30 : '90 days')
    const { selection, action } = longRule({ any: true, [verb]: value }, 0)
    const { tagStatus: _, ...counting } = selection
    return [
      `\`${verb}: ${isCount ? 'N' : value === true ? 'true' : 'N days'}\``,
      properties[verb].description.replace(/^Verb: (.*?)\.( Write the unit.*)?$/, '$1'),
      `\`${verb}: ${value}\` is \`${JSON.stringify(counting)}\`, \`${JSON.stringify(action)}\``,
    ]
  })
  const selectors = Object.keys(SELECTORS).map(key => [
    `\`${key}\``,
    properties[key].description.replace(/^Selector(, ECR's own list)?: /, ''),
  ])
  return [
    "### The short form in ECR's own words",
    'Exactly one selector and one verb make a rule. Its place in the list is its priority: the first is the most important.',
    tableOf(['selector', 'takes'], selectors),
    tableOf(['verb', 'does', "in ECR's own JSON"], rows),
    '`7 days`, `1 day` and `7d` are read. ECR has no "at least N and older than D": a rule counts images or ages them.',
  ].join('\n\n')
}

function variables() {
  return [
    'Filled in after the YAML is read, in texts of settings and of named policies, and of the files that these name:',
    tableOf(
      ['variable', 'stands for', 'also in'],
      [
        [
          '`${{ target.account }}`, `.region`, `.partition`, `.name`',
          'the target that the manifest is read for',
          'names of repositories and of things of the registry, targets',
        ],
        ['`${{ target.labels.KEY }}`', 'a label of the target; an error in a target without it', 'the same'],
        ['`${{ accounts.NAME }}`', 'the account id; the list of them, where NAME is a list', 'the same'],
        ['`${{ env.NAME }}`', 'the environment variable, listed under `env`', 'the same, `name`, `accounts`'],
        ['`${{ repository.name }}`', 'the repository that the setting is of, its name filled in', ''],
        [
          '`${{ vars.NAME }}`',
          'a text of `vars`, of a layer, an entry of `discovered` or the repository',
          'not in `vars` themselves',
        ],
      ],
    ),
    'A list takes the place of a text that is nothing else: `AWS: "${{ accounts.NAME }}"` is a list then, and an item of a list becomes its items. Within a longer text it is an error. Where a number, or `true` or `false`, belongs, a variable that holds one may stand. Names of repositories (keys of `repositories`, `name` and `copiedTo` of a tombstone) are filled in first: they must then be names, and differ, and `match` sees them so. So are names of things of the registry (keys of the maps under `registry`). Other keys, globs and names of files and policies take no variables. IAM\'s own `${aws:…}` passes through untouched.',
  ].join('\n\n')
}

function targets() {
  return [
    'Exactly one of `account` and `accounts`, and of `region` and `regions`, or neither. Targets are called ENTRY, then the name of the account in `accounts` (the id, where it has no name or the name stands for several), then the region in `regions`: `fleet/staging/eu-west-1`. No two have the same name, or the same account and region.',
    '### Selectors',
    '`targets: [...]` on a layer of `defaults`, a repository or a tombstone says for which targets it is; for others it is as if it were not written, so a repository may be declared twice for different targets. `--target` takes the same.',
    tableOf(
      ['selector', 'fits'],
      [
        ['`prod-eu`', 'the target of this name'],
        ['`fleet/**`, `fleet/*/eu-west-1`', 'names: `*` within a segment, `**` over segments'],
        ['`env=prod`', 'targets whose label `env` is exactly `prod`'],
        ['`!prod-us`, `!env=dev`', 'an exception: what it fits is left out, whatever else fits'],
      ],
    ),
    'One that fits is enough; with exceptions alone, all others fit. A selector or an entry of `exclude` that fits no target is an error.',
  ].join('\n\n')
}

function access() {
  /** @param {readonly string[]} actions */
  const list = actions => actions.map(action => `\`${action}\``).join(', ')
  return [
    '### The words of access',
    tableOf(
      ['word', 'allows', 'to'],
      [
        ['`pull`', list(PULL), 'everyone below'],
        ['`push`', list(PUSH), 'everyone below'],
        [
          '`lambda`',
          list(PULL),
          'accounts only: the account, and the Lambda service on behalf of its functions (`aws:SourceArn`)',
        ],
        ['a name of `accessLevels`', "its actions, with IAM's wildcards", 'everyone below'],
      ],
    ),
    tableOf(
      ['who', 'becomes'],
      [
        [
          '`"111122223333"`, or a name from `accounts`',
          '`Principal: { AWS: … }`, all of them where the name is a list',
        ],
        ['an IAM ARN of a role, user or root', '`Principal: { AWS: … }`'],
        ['`o-…`, an organization', 'principal `*` with `StringEquals aws:PrincipalOrgID`'],
        [
          '`o-…/r-…/ou-…`, that unit and all below',
          'principal `*` with `ForAnyValue:StringLike aws:PrincipalOrgPaths …/*`',
        ],
      ],
    ),
    '`*` is refused. A policy from `access`, or from a list, has `Version` 2012-10-17 and no `Id`; a whole document by itself keeps its own.',
  ].join('\n\n')
}

/** @type {Readonly<Record<string, string>>} */
const ENDINGS = {
  done: 'Done; nothing to do; or changes exist and `--detailed-exitcode` was not asked for.',
  failure:
    'AWS could not be asked (no region, credentials or connection) or failed, a receipt or a plan could not be written, or a bug: the result cannot be trusted.',
  changesPending: '`plan --detailed-exitcode`: changes are pending.',
  invalidInput:
    'Invalid input: the manifest, a flag, an argument, a command; a saved plan that is damaged, expired or of another registry. Nothing was written.',
  refused:
    '`plan`: a change is blocked, or a guard refuses the plan. `apply`: a guard refuses it, and nothing was written.',
  stale:
    '`apply FILE`: something is not what it was planned from; `apply --expect`: the plan is another one. Nothing was written.',
  partial: '`apply`, `copy`: finished in part. The summary says what failed, was skipped, is blocked or unread.',
  incomplete: '`plan`, `preview`: something could not be read.',
  declined: 'Declined at the prompt, or there was no terminal to ask at. Nothing was written.',
  interrupted: 'Interrupted (SIGINT), after the calls in flight.',
  terminated: 'Terminated (SIGTERM), after the calls in flight.',
}

/** A table of the exit codes, and which of them counts. */
export function exits() {
  requireSame('exit codes', Object.keys(EXIT), Object.keys(ENDINGS))
  return [
    tableOf(
      ['exit', 'means'],
      Object.entries(EXIT).map(([name, code]) => [String(code), ENDINGS[name] ?? '']),
    ),
    'Where several hold, the first counts. `plan`: 1, 3, 7, 4, 2, 0. `apply`: 130 or 143, 3, 8, 4, 5, 1, 6, 0. What ECR fixes at creation (`≠`) never counts.',
  ].join('\n\n')
}

const CODE = /\bcode(?::| =)\s*'([A-Z_]{3,}|ECR\d{3})'|EcrsyncError\(\s*'([A-Z_]+)'|^ {2}([A-Z_]+): EXIT\./gm

function codes() {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.ts') && !/^(emulator|lifecycle)\b/.test(file),
  )
  const found = files.flatMap(file =>
    [...readFileSync(`${SRC}/${file}`, 'utf8').matchAll(CODE)].map(([, a, b, c]) => a ?? b ?? c ?? ''),
  )
  requireSame('codes', found, Object.keys(CODES))
  return tableOf(
    ['code', 'says'],
    Object.entries(CODES).map(([code, says]) => [`\`${code}\``, says]),
  )
}

/** @type {(what: string, found: readonly string[], described: readonly string[]) => void} */
function requireSame(what, found, described) {
  const missing = found.filter(name => !described.includes(name))
  const gone = described.filter(name => !found.includes(name))
  if (missing.length > 0)
    throw new Error(`${what} without a description in scripts: ${[...new Set(missing)].join(', ')}`)
  if (gone.length > 0) throw new Error(`${what} that are described in scripts and not in src: ${gone.join(', ')}`)
}

/** @type {(head: readonly string[], rows: readonly (readonly string[])[]) => string} */
function tableOf(head, rows) {
  const isUsed = head.map((_, index) => rows.some(row => row[index] !== ''))
  /** @param {readonly string[]} cells */
  const line = cells =>
    `| ${cells
      .filter((_, index) => isUsed[index])
      .map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' '))
      .join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** @type {(properties: Readonly<Record<string, any>>, keys: readonly string[]) => Record<string, any>} */
const pick = (properties, keys) => Object.fromEntries(keys.map(key => [key, properties[key]]))
