import type { Context, Path } from '../../kinds/kind.ts'
import { hasPlaceholder } from '../../kinds/placeholder.ts'
import type { DeclaredTarget } from '../../model.ts'
import { isAccount } from '../../names.ts'
import { clipped } from '../../words.ts'
import { DOCUMENT_FACETS } from '../form/facets.ts'
import { MANIFEST_NAME } from '../form/schema.ts'
import { rootOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import { interpolate } from './interpolate.ts'

/** Whose manifest it is, and what its names for accounts and access mean. */
export interface Owner {
  readonly name: string
  readonly context: Context
  /** Account id → name. */
  readonly accounts: ReadonlyMap<string, string>
}

/** What the root says of itself, filled in from the environment as far as that is known. */
export function ownerOf(
  root: Parsed,
  environment: ReadonlyMap<string, string>,
  target: Partial<DeclaredTarget>,
): Owner {
  const name = interpolate(rootOf(root).name, environment) as string
  const accounts = new Map(Object.entries(interpolate(rootOf(root).accounts ?? {}, environment) as Accounts))
  const context: Context = {
    accounts,
    accessLevels: new Map(Object.entries(rootOf(root).accessLevels ?? {})),
    ...(rootOf(root).ownership !== 'none' && { owner: name }),
    ...(target.region !== undefined && { region: target.region }),
    ...(target.account !== undefined && { account: target.account }),
  }
  return { name, context, accounts: namesById(accounts) }
}

type Accounts = Readonly<Record<string, string | readonly string[]>>

/** An id that has a name of its own is called by that, and not by one that it shares. */
function namesById(accounts: Context['accounts']): ReadonlyMap<string, string> {
  const pairs = [...accounts].map(([name, ids]) => [ids, name] as const)
  const shared = pairs.flatMap(([ids, name]) => (typeof ids === 'string' ? [] : ids.map(id => [id, name] as const)))
  const own = pairs.flatMap(([ids, name]) => (typeof ids === 'string' ? [[ids, name] as const] : []))
  return new Map([...shared, ...own])
}

export function checkOwner(root: Parsed, { name, context }: Owner, findings: Findings): void {
  checkName(name, root, findings)
  for (const [account, ids] of context.accounts)
    if (findings.isSound({ parsed: root, path: ['accounts', account] }))
      for (const { path, finding } of wrongIn(account, ids))
        findings.at({ parsed: root, path: ['accounts', account, ...path] }, finding)
  const { accessLevels = new Map() } = context
  for (const { path, ...finding } of DOCUMENT_FACETS.flatMap(
    ({ kind }) => kind.documents?.checkLevels?.(accessLevels) ?? [],
  ))
    if (findings.isSound({ parsed: root, path: ['accessLevels', ...path] }))
      findings.at({ parsed: root, path: ['accessLevels', ...path] }, finding)
}

export const NAME_RULE =
  'It is the value of a tag: 1 to 256 letters, digits, spaces and `+ - = . _ : / @`, not beginning with aws:.'

export const isManifestName = (name: string): boolean => MANIFEST_NAME.test(name)

function checkName(name: string, root: Parsed, findings: Findings): void {
  if (!findings.isSound({ parsed: root, path: ['name'] })) return
  // What is not known of it has been told, or is told where the variable is listed.
  if (hasPlaceholder(name) || isManifestName(name)) return
  findings.at(
    { parsed: root, path: ['name'] },
    {
      code: 'INVALID_NAME',
      summary: 'Invalid name of a manifest',
      detail: NAME_RULE,
      hint: `Write for example name: ${withoutOthers(name)}`,
    },
  )
}

/** What is left of a name without what it may not have. */
function withoutOthers(name: string): string {
  const left = name
    .replace(/^aws:/i, '')
    .replace(/[^\p{L}\p{N}._/@ -]+/gu, ' ')
    .trim()
  return isManifestName(left) && /^[a-z][\w./-]*$/i.test(left) ? left : 'my-platform'
}

interface Wrong {
  readonly path: Path
  readonly finding: Finding
}

function wrongIn(account: string, ids: string | readonly string[]): readonly Wrong[] {
  if (MEANS_ITSELF.test(account)) return [{ path: [], finding: wrongName(account) }]
  if (typeof ids === 'string') return mayBeAccount(ids) ? [] : [{ path: [], finding: wrongId(account, ids) }]
  if (ids.length === 0) return [{ path: [], finding: noIds(account) }]
  return ids.flatMap((id, index) => (mayBeAccount(id) ? [] : [{ path: [index], finding: wrongId(account, id) }]))
}

/** What is not known is told elsewhere. */
const mayBeAccount = (id: string): boolean => isAccount(id) || hasPlaceholder(id)

/** What `access` takes for something else than a name. */
const MEANS_ITSELF = /^(|\d{12}|arn:.*|o-.*|.*[*\s].*)$/s

const wrongId = (account: string, id: string): Finding => ({
  code: 'INVALID_ACCOUNT',
  summary: `"${clipped(id)}" is no account id for ${clipped(account)}`,
  detail: 'A name stands for an account id, which has 12 digits, or for a list of them.',
  hint: 'Write for example ci: "111122223333".',
})

const noIds = (account: string): Finding => ({
  code: 'INVALID_ACCOUNT',
  summary: `${clipped(account)} stands for no account`,
  detail: 'What is given to an empty list is given to nobody.',
  hint: `Write for example ${clipped(account)}: ["111122223333"], or remove the line.`,
})

const wrongName = (account: string): Finding => ({
  code: 'INVALID_ACCOUNT',
  summary: `"${clipped(account)}" is no name for an account`,
  detail: 'In access it would be read as an id, an ARN, an organization or a wildcard.',
  hint: 'Choose a plain word, for example ci: "111122223333".',
})
