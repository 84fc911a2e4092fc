import { grouped } from '../collate.ts'
import type { Diagnostic } from '../model.ts'
import type { TargetPart } from './assemble.ts'

type Warned = Pick<TargetPart, 'target' | 'warnings' | 'isFailed'>

/** Each once, in the order in which they first come; what is not said of every target that was planned names those it is about. */
export function warningsOver(parts: readonly Warned[]): readonly Diagnostic[] {
  if (parts.length === 1) return parts[0]?.warnings ?? []
  const planned = parts.filter(({ isFailed }) => !isFailed).length
  const said = parts.flatMap(({ target: { name }, warnings, isFailed }) =>
    warnings.map(warning => ({ name, warning, isFailed })),
  )
  const alike = grouped(said, ({ warning: { source: at, ...warning } }) =>
    JSON.stringify([warning.code, warning.summary, at?.file, at?.line, at?.column]),
  )
  return [...alike.values()].flatMap(each => {
    const [first] = each
    if (first === undefined) return []
    const names = [...new Set(each.map(({ name }) => name))]
    // Why nothing was planned of a target says itself which it is.
    if (first.isFailed) return [first.warning]
    const { targets: _, ...warning } = first.warning
    return [names.length === planned ? warning : { ...warning, targets: names }]
  })
}
