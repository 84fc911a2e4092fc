import { listOf } from '../canonical.ts'
import type { Words } from '../kind.ts'
import { ALL_ACTIONS, REPOSITORY_ACTIONS } from './actions.ts'
import { holdsNobody, type Said, testText } from './condition-words.ts'
import type { PolicyDocument, Statement } from './document.ts'
import { type Gain, gains } from './evaluation/gains.ts'
import { EVERYBODY, type Somebody } from './evaluation/people.ts'
import { REPOSITORY } from './evaluation/resources.ts'
import { OTHER } from './evaluation/texts.ts'
import { namedBy, principalsOf, principalText, whoTexts } from './grant.ts'
import { LAMBDA } from './lambda.ts'
import { levelOf } from './levels.ts'

/** Who gains what by actions that such a policy is asked about, for the attention block: `ci (444455556666) may push`. */
export const openings = (
  before: PolicyDocument | null,
  after: PolicyDocument | null,
  words: Words,
  actions: readonly string[] = REPOSITORY_ACTIONS,
): readonly string[] => [...new Set(gainsOf(before, after, actions).map(gain => openingText(gain, words)))]

/** Whom nobody knows is let in. */
export const isForEverybody = (opening: string): boolean => opening.startsWith(EVERYONE)

const EVERYONE = 'everybody'

/** A thousand repositories that get the same policy are compared once. */
function gainsOf(
  before: PolicyDocument | null,
  after: PolicyDocument | null,
  actions: readonly string[],
): readonly Gain[] {
  const [was, is] = [before, after].map(document => document && { ...document, repositoryArn: '' })
  const id = JSON.stringify([was, is, actions.length])
  const found = KNOWN.get(id) ?? gains(before, after, actions)
  KNOWN.delete(id)
  KNOWN.set(id, found)
  for (const oldest of KNOWN.size > MAXIMUM_KNOWN ? [...KNOWN.keys()].slice(0, 1) : []) KNOWN.delete(oldest)
  return found
}

const KNOWN = new Map<string, readonly Gain[]>()
const MAXIMUM_KNOWN = 100

function openingText({ tests: all, ...rest }: Gain, words: Words): string {
  const gain = { ...rest, tests: all.filter(({ key }) => key !== REPOSITORY) }
  const right = `${rightText(gain, words)}${repositoriesText(all)}`
  const denied = gain.deniedIf === undefined ? '' : `, no longer denied${onlyIf(gain.deniedIf)}`
  const known = knownTo(gain, words)
  if (known !== undefined) return `${known} ${right}${denied}`
  const isForAll = gain.who.some(({ own }) => own === EVERYBODY)
  if (!isForAll) return `${namesText(gain.who, words)} ${right}${onlyIf(gain.tests)}${denied}`
  const except = exceptionsIn(gain.statement, words)
  if (gain.isOpenToAll) return `${EVERYONE}${except} ${right}${denied}${inVain(gain.tests)}`
  if (gain.tests.length > 0) return `anybody${except} ${right}${onlyIf(gain.tests)}${denied}`
  return denied === '' ? `anybody${except} who is not denied ${right}` : `some ${right}${denied}`
}

/** ` on prod/*, base/*`, of what the policy of a registry gives on some repositories. */
const repositoriesText = (tests: readonly Said[]): string =>
  tests
    .filter(({ key }) => key === REPOSITORY)
    .map(({ operator, values }) => ` on ${operator === 'StringLike' ? '' : 'all but '}${listText(values)}`)
    .join('')

/** In the words of `access`, where it could have said so: `organization o-abc1234567`. */
function knownTo({ statement, who, tests, isOpenToAll }: Gain, words: Words): string | undefined {
  const [test, ...others] = tests
  if (test === undefined || others.length > 0 || isOpenToAll || who.some(({ own }) => !AT_LARGE.has(own)))
    return undefined
  const Condition = { [test.operator]: { [test.key]: test.values } }
  const known = principalsOf({ ...statement, Condition })
  return known && listText(whoTexts(namedBy(known), words))
}

const AT_LARGE: ReadonlySet<string> = new Set([EVERYBODY, `Service:${LAMBDA}`])

const namesText = (who: readonly Somebody[], words: Words): string =>
  listText(whoTexts(namedBy({ kind: '', names: who.map(({ said }) => said) }), words))

function exceptionsIn({ NotPrincipal }: Statement, words: Words): string {
  if (NotPrincipal === undefined) return ''
  const names = Object.values(NotPrincipal).flatMap(listOf)
  return ` but ${listText(names.map(name => principalText(String(name), words)))}`
}

function onlyIf(tests: readonly Said[]): string {
  const conditions = tests.filter(({ key }) => key !== REPOSITORY)
  return conditions.length === 0
    ? repositoriesText(tests)
    : `${repositoriesText(tests)} if ${conditions.map(testText).join(' and ')}`
}

const inVain = (tests: readonly Said[]): string => (tests.length === 0 ? '' : `: ${holdsNobody(tests)}`)

/** More than these are counted. */
const SHOWN = 5

function listText(texts: readonly string[]): string {
  const more = texts.length - SHOWN
  return more > 1 ? `${texts.slice(0, SHOWN).join(', ')} and ${more} more` : texts.join(', ')
}

/** An own level of access is something that one has. */
function rightText(gain: Gain, words: Words): string {
  const level = levelOf(gain.actions, words.accessLevels)
  if (level === undefined) return `may ${actionsText(gain)}`
  return 'own' in level ? `has ${level.own}` : `may ${level.name}`
}

/** As the statement has it where it speaks of more than is known, or by name. */
function actionsText({ statement, actions }: Gain): string {
  if (!actions.includes(ANYTHING)) return listText(namesOf(actions, statement))
  const except = listOf(statement.NotAction ?? []).map(action => shortName(String(action)))
  return except.length === 0 ? 'do everything' : `do everything but ${listText(except)}`
}

const ANYTHING = `ecr:${OTHER}`

/** Of what a wildcard takes beyond ECR's own actions, the wildcard tells. */
function namesOf(actions: readonly string[], { Action, NotAction }: Statement): readonly string[] {
  const written = listOf(Action ?? NotAction).map(String)
  const spelt = new Map([...written, ...ALL_ACTIONS].map(name => [wild(name.toLowerCase()), shortName(name)]))
  const telling = actions.filter(action => spelt.has(action))
  const names = (telling.length > 0 ? telling : actions).map(
    action => spelt.get(action) ?? shortName(action).replaceAll(OTHER, '*'),
  )
  const begins = names.filter(name => name.endsWith('*')).map(name => name.slice(0, -1).toLowerCase())
  const isNamed = (name: string) => name.endsWith('*') || !begins.some(begin => name.toLowerCase().startsWith(begin))
  return [...new Set(names.filter(isNamed))]
}

const wild = (pattern: string): string => pattern.replaceAll(/[*?]/g, OTHER)

const shortName = (action: string): string => action.replace(/^ecr:/i, '')
