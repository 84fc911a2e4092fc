import { CST, type Document, isMap, Lexer, LineCounter, type Pair, parseDocument, type Scalar } from 'yaml'
import { isFields } from '../../kinds/canonical.ts'
import type { Fields } from '../../model.ts'
import { clipped, withCommas } from '../../words.ts'
import { DEEPEST, keyOf, Nodes, refuseTwice, tooDeep } from './nodes.ts'
import { notTemplate } from './not-template.ts'

/** Source: AWS CloudFormation user guide, "Understand CloudFormation quotas": the size of a template in S3. */
const LARGEST = 1024 * 1024

const NO_RESOURCES = 'It has no Resources.'

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
  refuseBrackets(text)
  const lines = new LineCounter()
  const document = documentIn(text, lines)
  const [first] = document.errors
  if (first) throw notTemplate(`It is no YAML: ${clipped(first.message.replace(/\n.*/s, ''))}`)
  const { contents } = document
  if (!isMap(contents)) throw notTemplate(NO_RESOURCES)
  const nodes = new Nodes(document)
  const section = (name: string): Pair[] => {
    const found = contents.get(name, true)
    const pairs = isMap(found) ? (found.items as Pair[]) : []
    refuseTwice(pairs.map(({ key }) => keyOf(key)))
    return pairs
  }
  const resources = section('Resources')
  if (resources.length === 0) throw notTemplate(NO_RESOURCES)
  const plain = (name: string): Fields =>
    Object.fromEntries(section(name).map(({ key, value }) => [keyOf(key), nodes.valueOf(value)]))
  return {
    parameters: plain('Parameters'),
    mappings: plain('Mappings'),
    conditions: plain('Conditions'),
    transforms: transformsIn(nodes.valueOf(contents.get('Transform', true))),
    resources: new Map(resources.map(pair => resourceIn(pair, nodes, lines)).map(one => [one.logicalId, one])),
  }
}

/** YAML 1.2 reads dates as texts, as CloudFormation does. */
const documentIn = (text: string, lineCounter: LineCounter): Document =>
  parseDocument(text, { version: '1.2', uniqueKeys: false, prettyErrors: false, lineCounter })

/** Before anything is made of it: the parser calls itself for each bracket, until there is no stack left. */
function refuseBrackets(text: string): void {
  let depth = 0
  let isScalar = false
  for (const lexeme of new Lexer().lex(text)) {
    if (!isScalar && (lexeme === '[' || lexeme === '{')) depth += 1
    if (!isScalar && (lexeme === ']' || lexeme === '}')) depth -= 1
    if (depth > DEEPEST) throw tooDeep()
    isScalar = lexeme === CST.SCALAR
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

/** Of a key that is a name. */
const lineAt = (key: unknown, lines: LineCounter): number => lines.linePos((key as Scalar.Parsed).range[0]).line
