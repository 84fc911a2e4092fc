import { hasPlaceholder } from '../../kinds/placeholder.ts'
import { isAccount, REPOSITORY_NAME } from '../../names.ts'
import { clipped } from '../../words.ts'
import type { Manifest } from '../form/load.ts'
import { repositoriesOf, rootOf, tombstonesOf } from '../form/sections.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Place, sourceOf } from '../text/place.ts'
import { filledText, namesIn, type Value } from './interpolate.ts'
import { isManifestName, NAME_RULE } from './owner.ts'
import { envName } from './variables.ts'

type Environment = ReadonlyMap<string, string>

/** What a text has to be, and what a variable may hold in any such text. */
interface Form {
  readonly is: (text: string) => boolean
  readonly fitting: string
  /** As in "which no … may have". */
  readonly owner: string
  readonly rule: string
}

interface Named {
  readonly text: string
  readonly form: Form
  readonly place: Place
}

const REPOSITORY: Form = {
  is: text => text.length >= 2 && text.length <= 256 && REPOSITORY_NAME.test(text),
  fitting: 'xx',
  owner: 'name of a repository',
  rule: 'ECR allows 2 to 256 characters: lower-case letters and digits, separated by `.`, `_`, `__`, `-` or `/`.',
}
const MANIFEST: Form = {
  is: isManifestName,
  fitting: 'xx',
  owner: 'name of a manifest',
  rule: NAME_RULE,
}
const ACCOUNT: Form = {
  is: isAccount,
  fitting: '111122223333',
  owner: 'account id',
  rule: 'An account id has 12 digits.',
}

/**
 * Names and ids that are wrong because of what a variable holds are said once, where the variable is listed. Without such
 * variables, what is made of them is not known, and not judged.
 */
export function withoutUnfit(manifest: Manifest, environment: Environment, findings: Findings): Environment {
  const uses = new Map<string, { readonly first: Named; count: number }>()
  for (const named of environment.size > 0 ? namedIn(manifest) : [])
    for (const name of blamedFor(named, environment)) {
      const use = uses.get(name) ?? { first: named, count: 0 }
      use.count += 1
      uses.set(name, use)
    }
  const { root } = manifest
  for (const [index, listed] of (rootOf(root).env ?? []).entries()) {
    const use = uses.get(envName(listed))
    if (use === undefined) continue
    const finding = unfit(listed, environment.get(envName(listed)) ?? '', use.first.form)
    const more = use.count > 1 ? `, as ${use.count === 2 ? 'is 1 more' : `are ${use.count - 1} more`}` : ''
    const message = `${clipped(use.first.text)} is made of it${more}`
    findings.at({ parsed: root, path: ['env', index] }, finding, [{ source: sourceOf(use.first.place), message }])
  }
  return new Map([...environment].filter(([name]) => !uses.has(name)))
}

/** Every text that has to be of a form, and may be made of variables. */
function namedIn({ root, fragments }: Manifest): readonly Named[] {
  const { name, accounts = {} } = rootOf(root)
  const ids = Object.entries(accounts).flatMap(([account, id]) =>
    [id].flat().map(text => ({ text, form: ACCOUNT, place: { parsed: root, path: ['accounts', account] } })),
  )
  const repositories = [root, ...fragments].flatMap(parsed => [
    ...repositoriesOf(parsed).map(({ name: text, place }) => ({ text, form: REPOSITORY, place })),
    ...tombstonesOf(parsed).flatMap(({ item: { name, copiedTo = '' }, place }) =>
      Object.entries({ name, copiedTo }).map(([key, text]) => ({ text, form: REPOSITORY, place: below(place, [key]) })),
    ),
  ])
  return [{ text: name, form: MANIFEST, place: { parsed: root, path: ['name'] } }, ...ids, ...repositories].filter(
    ({ text }) => hasPlaceholder(text),
  )
}

/** The variables without which a text would be of its form. */
function blamedFor({ text, form }: Named, environment: Environment): readonly string[] {
  const names = [...new Set(namesIn(text))]
  const listed = names.filter(name => environment.has(name) && !hasPlaceholder(environment.get(name)))
  const isRight = (filledIn: readonly string[]) => {
    const held = (name: string): Value => (filledIn.includes(name) ? environment.get(name) : undefined) ?? form.fitting
    return form.is(filledText(text, new Map(names.map(name => [name, held(name)]))))
  }
  if (isRight(listed) || !isRight([])) return []
  const alone = listed.filter(name => !isRight([name]))
  return alone.length > 0 ? alone : listed.filter(name => environment.get(name) === '')
}

function unfit(name: string, value: string, { is, owner, rule }: Form): Finding {
  const shown = clipped(name)
  if (value === '')
    return {
      code: 'ENV_VALUE',
      summary: `The environment variable ${shown} is empty`,
      detail: `No ${owner} can be made with it. GitHub and others make empty what nobody has defined.`,
      hint: `Set it: export ${shown}=…`,
    }
  const lower = value.trim().toLowerCase()
  return {
    code: 'ENV_VALUE',
    summary: `The environment variable ${shown} holds ${JSON.stringify(clipped(value))}, which no ${owner} may have`,
    detail: rule,
    hint: `Set it: export ${shown}=${lower !== value && is(lower) ? lower : '…'}`,
  }
}
