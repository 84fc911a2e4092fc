import { basename } from 'node:path'
import { EcrsyncError } from '../../errors.ts'
import type { Beginning } from '../../layout/starter.ts'
import { MANIFEST_NAME } from '../../manifest/form/schema.ts'
import { isAccount, isRegion } from '../../names.ts'
import { clipped } from '../../words.ts'
import type { TextQuestion } from '../asking.ts'

/** What is typed of a new manifest. */
export interface BeginningFlags {
  readonly name?: string | undefined
  readonly account?: string | undefined
  readonly region?: string | undefined
  readonly import?: boolean | undefined
}

/** The registry that the environment leads to, as far as that is known, and why no more of it is. */
export interface FoundRegistry {
  readonly account?: string | undefined
  readonly region?: string | undefined
  readonly reason?: string
}

export interface BeginningOptions {
  /** That the manifest is to stand in. */
  readonly folder: string
  /** Asked only where something is not typed. */
  found(): Promise<FoundRegistry>
  /** Left out: nobody is there to be asked. */
  ask?: ((question: TextQuestion) => Promise<string>) | undefined
}

export type Begun = Beginning & { readonly isImported: boolean }

/** What its one target is called. */
const TARGET = 'main'

/**
 * All that a manifest begins with: as it is typed, else as somebody answers, else as the environment has it.
 *
 * @throws EcrsyncError NO_TERMINAL, DECLINED, INTERRUPTED
 */
export async function beginningOf(flags: BeginningFlags, { folder, found, ask }: BeginningOptions): Promise<Begun> {
  const name = flags.name ?? (await asked(nameIn(folder), { ask }))
  const isKnown = flags.account !== undefined && flags.region !== undefined
  const { reason, ...offered } = isKnown ? {} : await found()
  const account = flags.account ?? (await asked({ ...ACCOUNT, offered: offered.account }, { ask, reason }))
  const region = flags.region ?? (await asked({ ...REGION, offered: offered.region }, { ask, reason }))
  return { name, target: TARGET, account, region, isImported: flags.import ?? (await isToBeImported(ask, reason)) }
}

/** A question with what it is about, for whoever cannot be asked. */
type Wanted = TextQuestion & { readonly what: string; readonly isOfUser?: true }

interface Asking extends Pick<BeginningOptions, 'ask'> {
  readonly reason?: string | undefined
}

/** What the environment has needs nobody's answer, where nobody is there. */
async function asked({ what, isOfUser, ...question }: Wanted, { ask, reason }: Asking): Promise<string> {
  if (ask) return ask(question)
  if (question.offered !== undefined && !isOfUser) return question.offered
  throw new EcrsyncError('NO_TERMINAL', `Nobody can be asked for the ${what}`, {
    detail: ['There is no terminal.', reason].filter(Boolean).join(' '),
    hint: 'ecrsync init --name acme-platform --account 111122223333 --region eu-west-1',
  })
}

const isName = (text: string): boolean => MANIFEST_NAME.test(text)

/** @returns what is wrong with it */
export const faultOfName = (text: string): string | undefined =>
  isName(text)
    ? undefined
    : `"${clipped(text)}" cannot be a name: that has 1 to 256 letters, digits, spaces and + - = . _ : / @, and does not begin with aws:`

/** Offered is the name of the folder. */
const nameIn = (folder: string): Wanted => ({
  what: 'name',
  isOfUser: true,
  text: 'Name of the manifest, which says whose the repositories are that it creates:',
  offered: [basename(folder)].find(isName),
  faultOf: faultOfName,
})

/** @returns what is wrong with it */
export const faultOfAccount = (text: string): string | undefined =>
  isAccount(text) ? undefined : `"${clipped(text)}" is no account of AWS: an id has 12 digits.`

const ACCOUNT: Wanted = { what: 'account', text: 'Account of the registry:', faultOf: faultOfAccount }

const REGION: Wanted = {
  what: 'region',
  text: 'Region of the registry:',
  faultOf: text => (isRegion(text) ? undefined : `"${clipped(text)}" is no region of AWS: write one as eu-west-1.`),
}

/** Where the registry does not answer, it is not offered. */
async function isToBeImported(ask: BeginningOptions['ask'], reason: string | undefined): Promise<boolean> {
  if (ask === undefined) return false
  const text = 'Write what is there into the manifest? (y/n)'
  const isAnswer = (answer: string) => /^(?:y(?:es)?|n(?:o)?)$/i.test(answer)
  const faultOf = (answer: string) => (isAnswer(answer) ? undefined : 'Type y or n.')
  return /^y/i.test(await ask({ text, offered: reason === undefined ? 'y' : 'n', faultOf }))
}
