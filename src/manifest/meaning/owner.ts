import type { Context } from '../../kinds/kind.ts'
import type { Target } from '../../model.ts'
import { rootOf } from '../form/sections.ts'
import { clipped } from '../text/clipped.ts'
import type { Finding, Findings } from '../text/findings.ts'
import type { Parsed } from '../text/place.ts'
import { interpolate } from './interpolate.ts'

/** Whose manifest it is, and what its names for accounts mean. */
export interface Owner {
  readonly name: string
  readonly context: Context
  /** Account id → name. */
  readonly accounts: ReadonlyMap<string, string>
}

export function ownerOf(
  root: Parsed,
  environment: ReadonlyMap<string, string>,
  target: Partial<Target>,
  findings: Findings,
): Owner {
  const name = interpolate(rootOf(root).name, environment) as string
  const ids = interpolate(rootOf(root).accounts ?? {}, environment) as Readonly<Record<string, string>>
  checkName(name, root, findings)
  for (const [account, id] of Object.entries(ids)) checkAccount(account, id, root, findings)
  const context: Context = {
    accounts: new Map(Object.entries(ids)),
    ...(rootOf(root).ownership !== 'none' && { owner: name }),
    ...(target.region !== undefined && { region: target.region }),
  }
  return { name, context, accounts: new Map(Object.entries(ids).map(([account, id]) => [id, account])) }
}

const NAME = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u

function checkName(name: string, root: Parsed, findings: Findings): void {
  if (!findings.isSound({ parsed: root, path: ['name'] })) return
  if (NAME.test(name) && !/^aws:/i.test(name)) return
  findings.at(
    { parsed: root, path: ['name'] },
    {
      code: 'INVALID_NAME',
      summary: 'Invalid name of a manifest',
      detail:
        'It is the value of a tag: 1 to 256 letters, digits, spaces and `+ - = . _ : / @`, not beginning with aws:.',
      hint: 'Write for example name: my-platform.',
    },
  )
}

function checkAccount(account: string, id: string, root: Parsed, findings: Findings): void {
  if (!findings.isSound({ parsed: root, path: ['accounts', account] })) return
  const finding = !/^\d{12}$/.test(id)
    ? wrongId(account, id)
    : MEANS_ITSELF.test(account)
      ? wrongName(account)
      : undefined
  if (finding) findings.at({ parsed: root, path: ['accounts', account] }, finding)
}

/** What `access` takes for something else than a name. */
const MEANS_ITSELF = /^(|\d{12}|arn:.*|o-.*|.*[*\s].*)$/s

const wrongId = (account: string, id: string): Finding => ({
  code: 'INVALID_ACCOUNT',
  summary: `${clipped(account)}: "${clipped(id)}" is no account id`,
  detail: 'A name stands for an account id, which has 12 digits.',
  hint: 'Write for example ci: "111122223333".',
})

const wrongName = (account: string): Finding => ({
  code: 'INVALID_ACCOUNT',
  summary: `"${clipped(account)}" is no name for an account`,
  detail: 'In access it would be read as an id, an ARN, an organization or a wildcard.',
  hint: 'Choose a plain word, for example ci: "111122223333".',
})
