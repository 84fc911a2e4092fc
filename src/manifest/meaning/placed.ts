import type { Path, Problem } from '../../kinds/kind.ts'
import { pathText } from '../../kinds/path.ts'
import { clipped } from '../../words.ts'
import type { Finding } from '../text/findings.ts'
import { below, type Place } from '../text/place.ts'
import { aboutName } from './names.ts'
import { partAt, type ResolvedRepository, type Setting } from './settings.ts'

/** The place that a problem is about: where the setting was said last, and for a file the line that names it. */
export function placed(
  { name, settings, place }: ResolvedRepository,
  { path, ...problem }: Problem,
): { readonly place: Place; readonly finding: Finding } {
  const [facet = '', index, ...rest] = path
  if (path.length === 0) return { place, finding: aboutName(problem, place.path.at(-1)) }
  const found = partAt(settings, path)
  const keyed = index === undefined ? undefined : settings.get(pathText([facet, index]))
  const setting = keyed ?? settings.get(String(facet))
  const finding = ofFilled(problem, found?.part ?? setting ?? {}, setting?.value, name)
  if (found?.part.file !== undefined)
    return { place: found.part.place, finding: inFile(finding, found.part.file, found.rest) }
  if (found) return { place: below(found.part.place, found.rest), finding }
  const last = setting?.places.at(-1)
  if (keyed) return { place: below(last as Place, rest), finding }
  return { place: last ? below(last, path.slice(1)) : below(place, path.slice(0, 1)), finding }
}

const inFile = (finding: Finding, file: string, path: Path): Finding => ({
  ...finding,
  detail: `In ${clipped(file)}${path.length > 0 ? ` at ${pathText(path)}` : ''}. ${finding.detail ?? ''}`.trim(),
})

/** What is filled in is another text elsewhere, and the line does not show it. */
function ofFilled(finding: Finding, { isFilled }: Pick<Setting, 'isFilled'>, value: unknown, name: string): Finding {
  if (!isFilled || name === '') return finding
  const said = typeof value === 'string' ? ` as ${JSON.stringify(clipped(value))}` : ''
  return { ...finding, detail: `${finding.detail ?? ''} It is filled in for ${clipped(name)}${said}.`.trim() }
}
