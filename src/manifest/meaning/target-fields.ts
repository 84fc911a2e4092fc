import type { Path } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { DeclaredTarget } from '../../model.ts'
import { endpointIn, isRegion, meantRegion, partitionOf, roleIn } from '../../names.ts'
import { clipped } from '../../words.ts'
import { checkGlob } from '../form/globs.ts'
import type { TargetEntry } from '../form/sections.ts'
import { LABEL, TARGET_NAME } from '../form/target-schema.ts'
import type { Finding } from '../text/findings.ts'
import { isInHost, unmarked } from './hosts.ts'
import { filledText, namesIn } from './interpolate.ts'
import type { TargetValues } from './targets.ts'
import { OF_LABELS, variablesOf } from './variables.ts'

interface Wrong {
  readonly path: Path
  readonly finding: Finding
}

const invalid = (path: Path, summary: string, detail: string, hint: string): Wrong => ({
  path,
  finding: { code: 'INVALID_TARGET', summary, detail, hint },
})

/** What is wrong with an entry as it is written. */
export function checkEntry(name: string, entry: TargetEntry): readonly Wrong[] {
  const { regions, region, labels = {}, exclude = [] } = entry
  return [
    ...(isTargetName(name) ? [] : [wrongName([], name)]),
    ...both(entry, 'account', 'accounts'),
    ...both(entry, 'region', 'regions'),
    ...emptyLists(entry),
    ...(regions ?? []).flatMap((one, index) => wrongRegion(['regions', index], one)),
    ...(region === undefined ? [] : wrongRegion(['region'], region)),
    ...Object.keys(labels).flatMap(key => (LABEL.test(key) ? [] : [wrongLabel(key)])),
    ...exclude.flatMap((glob, index) => {
      const finding = checkGlob(glob)
      return finding ? [{ path: ['exclude', index], finding }] : []
    }),
    ...(['externalId', 'sessionName'] as const).flatMap(field =>
      entry[field] !== undefined && entry.role === undefined ? [withoutRole(field)] : [],
    ),
  ]
}

/** Whether selectors and `--target` can name it. */
export const isTargetName = (name: string): boolean => TARGET_NAME.test(name)

const wrongName = (path: Path, name: string): Wrong =>
  invalid(
    path,
    `"${clipped(name)}" is no name for a target`,
    'It has letters, digits, `.`, `_` and `-`, and `/` between its parts, so that selectors and `--target` can name it.',
    'Choose a plain word, for example prod-eu. For an account, give it another name under accounts.',
  )

const both = (entry: TargetEntry, one: 'account' | 'region', several: 'accounts' | 'regions'): readonly Wrong[] =>
  entry[one] === undefined || entry[several] === undefined
    ? []
    : [
        {
          path: [several],
          finding: {
            code: 'CONTRADICTION',
            summary: `${one} and ${several} do not go together`,
            detail: 'One says a single target, the other one for each item.',
            hint: `Put all of them into ${several}, or leave one of the two out.`,
          },
        },
      ]

const emptyLists = (entry: TargetEntry): readonly Wrong[] =>
  (['accounts', 'regions'] as const).flatMap(field =>
    entry[field]?.length === 0
      ? [
          {
            path: [field],
            finding: {
              code: 'NO_TARGETS',
              summary: `An empty list of ${field} makes no target`,
              detail: 'Nothing would be done for this entry.',
              hint: `Name some, or leave ${field} out for what the environment says.`,
            },
          },
        ]
      : [],
  )

function wrongRegion(path: Path, region: string): readonly Wrong[] {
  if (isRegion(region) || hasPlaceholder(region)) return []
  const meant = meantRegion(region) ?? 'for example eu-west-1'
  const detail =
    'A target is in one region of AWS, of a partition that is known: aws, aws-cn, aws-us-gov, aws-eusc or aws-iso.'
  return [invalid(path, `"${clipped(region)}" is no region`, detail, `Write ${meant}.`)]
}

const wrongLabel = (key: string): Wrong =>
  invalid(
    ['labels', key],
    `"${clipped(key)}" is no key of a label`,
    'It has letters, digits, `.`, `_`, `-` and `/`, so that selectors and `${{ target.labels.KEY }}` can name it.',
    'Choose a plain word, for example env.',
  )

const withoutRole = (field: string): Wrong =>
  invalid(
    [field],
    `${field} without a role`,
    'It is said to STS when a role is assumed, and none is.',
    `Add role, or remove ${field}.`,
  )

/** What is wrong with a target whose variables are filled in. What is wrong as it is written is not said again. */
export function checkTarget(
  target: DeclaredTarget,
  entry: TargetEntry,
  { isNamed, ...values }: TargetValues & { readonly isNamed: boolean },
): readonly Wrong[] {
  return [
    ...(!isNamed || isTargetName(target.name)
      ? []
      : [wrongName([entry.accounts ? 'accounts' : 'account'], target.name)]),
    ...TEXTS.flatMap(field => wrongText(field, target, entry)),
    ...wrongEndpoint(target, entry, values),
  ]
}

const TEXTS = ['role', 'externalId', 'sessionName', 'profile'] as const

/** Source: STS API Reference, AssumeRole. */
const RULES = {
  externalId: {
    pattern: /^[\w+=,.@:/-]{2,1224}$/,
    what: 'external id',
    rule: 'STS takes 2 to 1224 letters, digits and `_+=,.@:/-`.',
    hint: 'Write it as the role has it.',
  },
  sessionName: {
    pattern: /^[\w+=,.@-]{2,64}$/,
    what: 'name of a session',
    rule: 'STS takes 2 to 64 letters, digits and `_+=,.@-`.',
    hint: 'Write for example ecrsync-ci.',
  },
  profile: {
    pattern: /^[^\p{Cc}]+$/u,
    what: 'profile',
    rule: 'A profile has a name in one line.',
    hint: 'Name one of the AWS configuration, or leave the key out.',
  },
} as const

function wrongText(field: (typeof TEXTS)[number], target: DeclaredTarget, entry: TargetEntry): readonly Wrong[] {
  const text = target[field]
  if (text === undefined) return []
  if (hasPlaceholder(text)) return unknownIn(field, text, { target, entry })
  if (field === 'role') return wrongRole(text, target)
  const { pattern, what, rule, hint } = RULES[field]
  return pattern.test(text) ? [] : [invalid([field], `"${clipped(text)}" is no ${what}`, rule, hint)]
}

function wrongRole(arn: string, { account, region, name }: DeclaredTarget): readonly Wrong[] {
  const role = roleIn(arn)
  if (role === undefined)
    return [
      invalid(
        ['role'],
        `"${clipped(arn)}" is no ARN of a role`,
        'It begins with arn:aws:iam::, the account, and :role/. A role has no session in it, and is no user.',
        'Write for example "arn:${{ target.partition }}:iam::${{ target.account }}:role/ecrsync".',
      ),
    ]
  const partition = region === undefined ? role.partition : partitionOf(region)
  if (partition !== role.partition)
    return [
      invalid(
        ['role'],
        `The role is in the partition ${role.partition}, and ${region} in ${partition}`,
        `${clipped(name)} could never be reached: partitions of AWS share no accounts.`,
        'Write "arn:${{ target.partition }}:iam::…", or another region.',
      ),
    ]
  if (account === undefined || account === role.account) return []
  return [
    invalid(
      ['role'],
      `The role is in account ${role.account}, and the target in ${account}`,
      `Every run would be refused for ${clipped(name)}: who assumes a role is in the account of the role.`,
      'Write "arn:${{ target.partition }}:iam::${{ target.account }}:role/…".',
    ),
  ]
}

interface Said {
  readonly target: DeclaredTarget
  readonly entry: TargetEntry
}

/** A variable of the target that it does not say: what is unknown everywhere, and what the environment lacks, is told elsewhere. */
function unknownIn(field: string, text: string, { target: { name }, entry }: Said): readonly Wrong[] {
  const variable = namesIn(text).find(
    one => /^target\.(account|region|partition)$/.test(one) || one.startsWith(OF_LABELS),
  )
  if (variable === undefined) return []
  const key = neededFor(variable)
  if (key === 'account' && (entry.account ?? entry.accounts) !== undefined) return []
  return [
    {
      path: [field],
      finding: {
        code: 'UNKNOWN_VARIABLE',
        summary: `${clipped(variable)} is not known here`,
        detail: `${clipped(name)} does not say it itself, and ${field} is needed before anything is asked.`,
        hint: `Add ${key} to the target, or write the value itself.`,
      },
    },
  ]
}

function neededFor(variable: string): string {
  if (variable.startsWith(OF_LABELS)) return `labels: { ${clipped(variable.slice(OF_LABELS.length))}: … }`
  return variable === 'target.account' ? 'account' : 'region'
}

function wrongEndpoint(target: DeclaredTarget, entry: TargetEntry, values: TargetValues): readonly Wrong[] {
  const [{ endpoint }, { endpoint: written }] = [target, entry]
  if (endpoint === undefined || written === undefined) return []
  if (hasPlaceholder(endpoint)) return unknownIn('endpoint', endpoint, { target, entry })
  const read = endpointIn(endpoint)
  if ('url' in read) {
    const finding = isOfEnvironment(written, target, values) ? IN_ENDPOINT : notAllowed(read.url, values)
    return finding ? [{ path: ['endpoint'], finding }] : []
  }
  return [
    {
      path: ['endpoint'],
      finding: {
        code: 'INVALID_ENDPOINT',
        summary: `endpoint ${read.summary}`,
        detail: read.detail,
        hint: read.holdsLogin
          ? 'Write it without what stands before the @.'
          : 'Write for example http://127.0.0.1:4510',
      },
    },
  ]
}

/** Filled in with what comes from the environment marked, through accounts as well. */
function isOfEnvironment(written: string, target: DeclaredTarget, { told }: TargetValues): boolean {
  const account = [...told.accounts.values()].flat().find(id => unmarked(id) === target.account)
  const variables = variablesOf({ ...told, target: { ...target, ...(account !== undefined && { account }) } })
  return isInHost(filledText(written, variables), url => /^[a-z]+:\/\/[^/]*/i.exec(url.trim())?.[0])
}

function notAllowed(url: string, { mayAsk }: Pick<TargetValues, 'mayAsk'>): Finding | undefined {
  if (mayAsk === undefined || mayAsk(url)) return undefined
  const { hostname } = new URL(url)
  const overTls = url.replace(/^http:/, 'https:')
  return {
    code: 'ENDPOINT_NOT_ALLOWED',
    summary: `A manifest may not send calls to ${clipped(hostname)}`,
    detail:
      'It is neither a host of ECR nor this machine. Whoever is there gets signed calls and the images that are pushed, and answers what a plan shows: a pull request must not choose that.',
    hint: mayAsk(overTls)
      ? `Write ${overTls}`
      : `Remove it, or let this manifest ask there: --allow-endpoint ${clipped(hostname)}`,
  }
}

const IN_ENDPOINT: Finding = {
  code: 'ENV_IN_HOST',
  summary: 'A variable of the environment says which host is asked',
  detail:
    'Calls to it are signed, and show what is in a registry, so it stands in the manifest, where everybody can read it.',
  hint: 'Write the host itself.',
}
