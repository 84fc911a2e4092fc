import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument } from 'yaml'
import { isFields } from '../../kinds/canonical.ts'
import type { Fields } from '../../model.ts'
import { clipped, withCommas } from '../../words.ts'
import { keyOf, Nodes } from './nodes.ts'
import { notTemplate } from './not-template.ts'

/** Source: AWS CloudFormation user guide, "Understand CloudFormation quotas": the size of a template in S3. */
const LARGEST = 1024 * 1024

/** What a template says, functions in their long form. */
export interface Template {
  readonly parameters: Fields
  readonly mappings: Fields
  readonly conditions: Fields
  readonly transforms: readonly string[]
  readonly resources: ReadonlyMap<string, TemplateResource>
}

export interface TemplateResource {
  readonly logicalId: string
  readonly line: number
  /** Empty where it says none. */
  readonly type: string
  readonly condition: unknown
  readonly properties: Fields
  lineOf(property: string): number
}

/** @throws EcrsyncError INVALID_IMPORT */
export function templateIn(text: string): Template {
  if (text.length > LARGEST)
    throw notTemplate(
      `It has more than ${withCommas(LARGEST)} characters, and CloudFormation takes no larger template.`,
    )
  const lines = new LineCounter()
  const document = documentIn(text, lines)
  const [first] = document.errors
  if (first) throw notTemplate(`It is no YAML: ${clipped(first.message.split('\n')[0] ?? '')}`)
  const { contents } = document
  const nodes = new Nodes(document)
  const section = (name: string): Pair[] => {
    const found = isMap(contents) ? contents.get(name, true) : undefined
    return isMap(found) ? (found.items as Pair[]) : []
  }
  const resources = section('Resources')
  if (resources.length === 0) throw notTemplate('It has no Resources.')
  const plain = (name: string): Fields =>
    Object.fromEntries(section(name).map(({ key, value }) => [keyOf(key), nodes.valueOf(value)]))
  return {
    parameters: plain('Parameters'),
    mappings: plain('Mappings'),
    conditions: plain('Conditions'),
    transforms: transformsIn(nodes.valueOf(isMap(contents) ? contents.get('Transform', true) : undefined)),
    resources: new Map(resources.map(pair => resourceIn(pair, nodes, lines)).map(one => [one.logicalId, one])),
  }
}

/** YAML 1.2 reads dates as texts, as CloudFormation does; the parser ends deep texts by itself. */
function documentIn(text: string, lineCounter: LineCounter): Document {
  try {
    return parseDocument(text, {
      version: '1.2',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      lineCounter,
    })
  } catch (error) {
    if (error instanceof RangeError) throw notTemplate('It is nested too deeply.')
    throw error
  }
}

const transformsIn = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).flatMap(one =>
    typeof one === 'string' ? [one] : isFields(one) && typeof one.Name === 'string' ? [one.Name] : [],
  )

function resourceIn({ key, value }: Pair, nodes: Nodes, lines: LineCounter): TemplateResource {
  const said = nodes.valueOf(value)
  const { Type, Condition, Properties } = isFields(said) ? said : {}
  const places = isMap(value) ? value.get('Properties', true) : undefined
  const pairs = isMap(places) ? (places.items as Pair[]) : []
  const byName = new Map(pairs.map(pair => [keyOf(pair.key), lineAt(pair.key, lines)]))
  const line = lineAt(key, lines)
  return {
    logicalId: keyOf(key),
    line,
    type: typeof Type === 'string' ? Type : '',
    condition: Condition,
    properties: isFields(Properties) ? Properties : {},
    lineOf: property => byName.get(property) ?? line,
  }
}

const lineAt = (node: unknown, lines: LineCounter): number =>
  lines.linePos((isScalar(node) ? node.range?.[0] : undefined) ?? 0).line
