import { isFields } from '../../kinds/canonical.ts'
import { REPOSITORY_KINDS, VARS } from '../form/facets.ts'
import type { Finding, Findings } from '../text/findings.ts'
import type { Place } from '../text/place.ts'
import type { Fill } from './fill.ts'
import type { ResolvedRepository, Setting } from './settings.ts'

/** A noncharacter of Unicode, which stands for the bounds of what came from the environment. */
const MARK = '\uFFFF'

/** The values of variables, told from what stands around them wherever they are filled in. */
export const marked = (variables: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...variables].map(([name, value]) => [name, `${MARK}${value}${MARK}`]))

export const unmarked = (text: string): string => text.replaceAll(MARK, '')

/** Which host is asked, with which login, is said by the manifest alone. `fill` puts in marked values. */
export function checkHosts(repositories: readonly ResolvedRepository[], fill: Fill, findings: Findings): void {
  for (const { name, place, settings } of repositories) {
    const own = new Map([...settings].filter(([, setting]) => hostOf(setting) !== undefined))
    if (own.size === 0) continue
    // What they are made of may bring it along.
    for (const [path, setting] of settings) if (setting.keyed?.facet === VARS) own.set(path, setting)
    const filled = fill.repository({ name: `${MARK}${name}${MARK}`, place, settings: own }, () => undefined).settings
    for (const [path, setting] of filled)
      if (setting !== own.get(path) && textsIn(setting.value).some(text => isInHost(text, hostOf(setting))))
        findings.at(setting.places.at(-1) as Place, IN_HOST)
  }
}

type HostIn = (text: string) => string | undefined

const hostOf = ({ keyed }: Setting): HostIn | undefined =>
  keyed && REPOSITORY_KINDS.find(({ manifest }) => keyed.facet in manifest)?.hostIn

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : isFields(value) ? Object.values(value).flatMap(textsIn) : []

/** Whether a bound stands within the beginning that says the host. */
export function isInHost(text: string, hostIn: HostIn | undefined): boolean {
  const host = hostIn?.(unmarked(text)) ?? ''
  let left = host.length
  for (const character of text) {
    if (left <= 0) return false
    if (character === MARK) return true
    left -= character.length
  }
  return false
}

const IN_HOST: Finding = {
  code: 'ENV_IN_HOST',
  summary: 'A variable of the environment says which host is asked',
  detail:
    'Whoever asks shows a login, so the registry of a source stands in the manifest, where everybody can read it.',
  hint: 'Write the host itself. Behind it, a variable may say the repository, the tag or the digest.',
}
