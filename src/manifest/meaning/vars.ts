import type { Diagnostic } from '../../model.ts'
import { meant } from '../../nearest.ts'
import { clipped } from '../../words.ts'
import type { Finding, Findings } from '../text/findings.ts'
import { below, type Place, sourceOf } from '../text/place.ts'
import { listInText, TOO_LONG } from './expressions.ts'
import type { Use } from './fill.ts'
import { LONGEST, namesIn, sizeOf, wholeName } from './interpolate.ts'
import type { ResolvedRepository } from './settings.ts'
import { OF_VARS } from './variables.ts'

/** Uses of `vars` that a repository does not set, said once for all repositories that lack the same. */
export interface VarsCheck {
  of(repository: ResolvedRepository): (use: Use) => void
  report(findings: Findings): void
}

interface Missing {
  readonly name: string
  readonly at: Place
  readonly use: Use
  readonly repositories: ResolvedRepository[]
}

/** How a repository that lacks a variable is spoken of. */
export interface VarsWords {
  /** What its place says, as in "team/app is declared here". */
  readonly isThere: string
  /** Who does not say the variable. */
  readonly silent: string
  /** Where it may be said. */
  readonly where: string
}

const OF_DECLARED: VarsWords = {
  isThere: 'is declared here',
  silent: 'neither a layer nor the repository says it',
  where: 'to the repository, or to a layer of defaults that matches it',
}

export function checkingVars(words: VarsWords = OF_DECLARED): VarsCheck {
  const missing = new Map<string, Missing>()
  const faults = new Map<string, { readonly at: Place; readonly finding: Finding }>()
  return {
    of: repository => use => {
      for (const { name, finding } of faultsOf(use)) {
        const at = placeOf(use)
        const key = `${at.parsed.file} ${JSON.stringify(at.path)} ${name}`
        if (finding) faults.set(key, { at, finding })
        else {
          const found = missing.get(key) ?? { name, at, use, repositories: [] }
          found.repositories.push(repository)
          missing.set(key, found)
        }
      }
    },
    report(findings) {
      for (const { at, finding } of faults.values()) findings.at(at, finding)
      for (const one of missing.values()) findings.at(one.at, notSet(one, words), shownAt(one, words))
    },
  }
}

interface Fault {
  readonly name: string
  /** Left out: the variable is not set. */
  readonly finding?: Finding
}

function faultsOf({ expression: { text }, variables }: Use): readonly Fault[] {
  const isWhole = wholeName(text) !== undefined
  const faults = namesIn(text).flatMap<Fault>(name => {
    if (!name.startsWith(OF_VARS)) return []
    const value = variables.get(name)
    if (value === undefined) return [{ name }]
    return Array.isArray(value) && !isWhole ? [{ name, finding: listInText(name) }] : []
  })
  return sizeOf(text, variables) > LONGEST ? [...faults, { name: '', finding: TOO_LONG }] : faults
}

const placeOf = ({ expression, place, file }: Use): Place =>
  file === undefined ? below(place, expression.path) : place

const shownAt = ({ repositories }: Missing, { isThere }: VarsWords): Diagnostic['related'] =>
  repositories
    .slice(0, SHOWN)
    .map(({ name, place }) => ({ source: sourceOf(place), message: `${clipped(name)} ${isThere}` }))

const SHOWN = 3

function notSet({ name, repositories, use }: Missing, { silent, where }: VarsWords): Finding {
  const names = repositories.slice(0, SHOWN).map(repository => clipped(repository.name))
  const others = repositories.length - names.length
  const set = [...use.variables.keys()].filter(known => known.startsWith(OF_VARS))
  const key = name.slice(OF_VARS.length)
  return {
    code: 'VAR_NOT_SET',
    summary: `${clipped(name)} is not set for ${names.join(', ')}${others > 0 ? ` and ${others} more` : ''}`,
    detail: `${use.file === undefined ? 'This text' : clipped(use.file)} asks for it, and ${silent}.`,
    hint: meant(name, set) ?? `Add vars: { ${clipped(key)}: … } ${where}.`,
  }
}
