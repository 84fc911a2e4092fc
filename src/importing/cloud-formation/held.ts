import { collected } from '../foreign/collected.ts'
import { invalidImport } from '../foreign/invalid.ts'
import type { Choice, Resource } from '../foreign/resource.ts'
import type { HeldRegistry, LeftOut } from '../held.ts'
import { leftAside } from './left-aside.ts'
import { NO_VALUE } from './scope.ts'
import { type Template, type TemplateResource, templateIn } from './template.ts'
import { Work } from './work.ts'

export interface FromCloudFormation {
  readonly registries: readonly HeldRegistry[]
  /** Each by its logical id, and where that stands. */
  readonly leftOut: readonly LeftOut[]
}

export interface TemplateOptions {
  /** What a reader calls it. */
  readonly file: string
  readonly parameters: ReadonlyMap<string, string>
  readonly isChosen?: Choice
}

/**
 * What a template of CloudFormation has of ECR: in whatever account and region, of which its pseudo-parameters are those of the
 * target.
 *
 * @throws EcrsyncError INVALID_IMPORT
 */
export function heldFromCloudFormation(
  text: string,
  { file, parameters, isChosen }: TemplateOptions,
): FromCloudFormation {
  const template = templateIn(text)
  refuseUnknown(template, parameters)
  const work = new Work(template, parameters)
  const read = [...template.resources.values()].filter(({ type }) => isOfEcr(type)).map(one => readOne(one, work, file))
  const { repositories, registry, unsaid, leftOut } = collected(
    'cloudFormation',
    read.flatMap(({ resource }) => resource ?? []),
    { place: {}, isChosen },
  )
  return {
    registries: [{ repositories, registry, ...(unsaid.length > 0 && { unsaid }) }],
    leftOut: [...read.flatMap(one => one.leftOut), ...leftOut, ...leftAside(template, file)],
  }
}

const isOfEcr = (type: string): boolean => type.startsWith('AWS::ECR::')

/** A word that is mistyped would be left out without anybody hearing of it. */
function refuseUnknown({ parameters }: Template, given: ReadonlyMap<string, string>): void {
  const strange = [...given.keys()].find(name => !Object.hasOwn(parameters, name) && !name.startsWith('AWS::'))
  if (strange === undefined) return
  const known = Object.keys(parameters)
  throw invalidImport(
    `The template has no parameter ${strange}.`,
    known.length === 0 ? 'It has none: leave --parameter out.' : `Its parameters are ${known.join(', ')}.`,
  )
}

const labelOf = ({ logicalId }: TemplateResource, file: string, line: number): string =>
  `${logicalId} (${file}:${line})`

function readOne(
  one: TemplateResource,
  work: Work,
  file: string,
): { readonly resource?: Resource; readonly leftOut: readonly LeftOut[] } {
  const name = labelOf(one, file, one.line)
  const isThere = work.isThere(one.condition)
  if (isThere.value !== true) {
    const why =
      isThere.value === false
        ? [`its condition ${String(one.condition)} is not met`]
        : isThere.reasons.map(reason => `Condition: ${reason}`)
    return { leftOut: why.map(reason => ({ name, reason })) }
  }
  const worked = Object.entries(one.properties)
    .map(([property, value]) => [property, work.valueOf(value)] as const)
    .filter(([, { value }]) => value !== NO_VALUE)
  return {
    resource: {
      label: name,
      type: one.type,
      properties: Object.fromEntries(worked.map(([property, { value }]) => [property, value])),
    },
    leftOut: worked.flatMap(([property, { reasons }]) =>
      reasons.map(reason => ({ name: labelOf(one, file, one.lineOf(property)), reason: `${property}: ${reason}` })),
    ),
  }
}
