import type { Fact } from '../../model.ts'
import { saidText } from '../../words.ts'
import { listOf } from '../canonical.ts'
import type { Words } from '../kind.ts'
import { ALL_ACTIONS, REPOSITORY_ACTIONS } from './actions.ts'
import { holdsNobody, type Said, testText } from './condition-words.ts'
import type { PolicyDocument, Statement } from './document.ts'
import { type Gain, gains, type Loss, losses } from './evaluation/gains.ts'
import { EVERYBODY, type Somebody } from './evaluation/people.ts'
import { REPOSITORY } from './evaluation/resources.ts'
import { OTHER } from './evaluation/texts.ts'
import { namedBy, principalsOf, principalText, whoTexts } from './grant.ts'
import { LAMBDA } from './lambda.ts'
import { levelOf } from './levels.ts'

type Document = PolicyDocument | null

/** Who gains what by actions that such a policy is asked about, and who loses what, for the attention block. */
export const accessFacts = (
  { before, after }: { readonly before: Document; readonly after: Document },
  words: Words,
  actions?: readonly string[],
): readonly Fact[] => [
  ...openings(before, after, words, actions).map(text => ({ word: 'OPENS', text }) as const),
  ...closings(before, after, words, actions).map(text => ({ word: 'CLOSES', text }) as const),
]

/** `ci (444455556666) may push` */
export const openings = (before: Document, after: Document, words: Words, actions = REPOSITORY_ACTIONS) =>
  distinct(gainsOf(before, after, actions).map(gain => gainText(gain, words, GAINED)))

/** `ci (444455556666) may no longer push` */
export const closings = (before: Document, after: Document, words: Words, actions = REPOSITORY_ACTIONS) =>
  distinct(lossesOf(before, after, actions).map(loss => `${gainText(loss, words, LOST)}${butText(loss)}`))

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** ` but on prod/* or if aws:SourceIp is in 10.0.0.0/8`: where the same is still allowed. */
function butText({ deniedIf, unless }: Loss): string {
  const cases = distinct(
    unless.flatMap(({ tests, isDeniedInPart }) => {
      const text = onlyIf(tests)
      return text === '' ? [] : [isDeniedInPart ? `${text} and no Deny holds` : text]
    }),
  )
  return deniedIf !== undefined || cases.length === 0 ? '' : `, but${cases.join(' or')}`
}

/** A loss is told as a gain is. */
interface Tense {
  readonly may: string
  readonly has: string
  readonly denied: string
}

const GAINED: Tense = { may: 'may', has: 'has', denied: 'no longer denied' }
const LOST: Tense = { may: 'may no longer', has: 'has no longer', denied: 'now denied' }

/** Whom nobody knows is let in. */
export const isForEverybody = (opening: string): boolean => opening.startsWith(EVERYONE)

const EVERYONE = 'everybody'

/** A thousand repositories that get the same policy are compared once. */
function known<Found>(
  compare: (before: Document, after: Document, actions: readonly string[]) => readonly Found[],
): typeof compare {
  const found = new Map<string, readonly Found[]>()
  return (before, after, actions) => {
    const [was, is] = [before, after].map(document => document && { ...document, repositoryArn: '' })
    const id = JSON.stringify([was, is, actions.length])
    const all = found.get(id) ?? compare(before, after, actions)
    found.delete(id)
    found.set(id, all)
    for (const oldest of found.size > MAXIMUM_KNOWN ? [...found.keys()].slice(0, 1) : []) found.delete(oldest)
    return all
  }
}

const MAXIMUM_KNOWN = 100

/** `gains`, remembered. */
export const gainsOf = known<Gain>(gains)
const lossesOf = known<Loss>(losses)

function gainText(gain: Gain, words: Words, tense: Tense): string {
  const own = { ...gain, tests: gain.tests.filter(({ key }) => key !== REPOSITORY) }
  const denied = gain.deniedIf === undefined ? '' : `, ${tense.denied}${onlyIf(gain.deniedIf)}`
  const rightIn = (tense: Tense) => `${rightText(own, words, tense)}${repositoriesText(gain.tests)}`
  const known = knownTo(own, words)
  if (known !== undefined) return `${known} ${rightIn(tense)}${denied}`
  if (!own.who.some(({ own }) => own === EVERYBODY))
    return `${namesText(own.who, words)} ${rightIn(tense)}${onlyIf(own.tests)}${denied}`
  // Somebody may still, where not everybody may any more.
  const isLess = denied === '' && tense === LOST
  return isLess
    ? `no longer ${strangersText(own, [rightIn(GAINED), ''], words)}`
    : strangersText(own, [rightIn(tense), denied], words)
}

function strangersText({ statement, isOpenToAll, tests }: Gain, [right, denied]: Told, words: Words): string {
  const except = exceptionsIn(statement, words)
  if (isOpenToAll) return `${EVERYONE}${except} ${right}${denied}${inVain(tests)}`
  if (tests.length > 0) return `anybody${except} ${right}${onlyIf(tests)}${denied}`
  return denied === '' ? `anybody${except} who is not denied ${right}` : `some ${right}${denied}`
}

type Told = readonly [right: string, denied: string]

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
  return ` but ${listText(names.map(name => principalText(saidText(name), words)))}`
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
function rightText(gain: Gain, words: Words, { may, has }: Tense): string {
  const level = levelOf(gain.actions, words.accessLevels)
  if (level === undefined) return `${may} ${actionsText(gain)}`
  return 'own' in level ? `${has} ${level.own}` : `${may} ${level.name}`
}

/** As the statement has it where it speaks of more than is known, or by name. */
function actionsText({ statement, actions }: Gain): string {
  if (!actions.includes(ANYTHING)) return listText(namesOf(actions, statement))
  const except = listOf(statement.NotAction ?? []).map(action => shortName(saidText(action)))
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
