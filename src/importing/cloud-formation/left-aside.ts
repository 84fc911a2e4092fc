import { clipped } from '../../words.ts'
import type { LeftOut } from '../held.ts'
import type { Template, TemplateResource } from './template.ts'

const PROCESSED = 'import the template as CloudFormation has processed it (get-template --template-stage Processed)'

/** What may hold repositories, and is worked out elsewhere. */
export const leftAside = ({ resources, transforms }: Template, file: string): readonly LeftOut[] => [
  ...transforms.filter(isMacro).map(name => ({ name: 'Transform', reason: ofMacro(name) })),
  ...[...resources.values()].flatMap(resource => {
    const reason = reasonOf(resource)
    return reason === undefined ? [] : [{ name: `${resource.logicalId} (${file}:${resource.line})`, reason }]
  }),
]

/** Those of AWS make nothing of ECR. */
const isMacro = (name: string): boolean => !/^AWS::(?:LanguageExtensions|Serverless-.*)$/.test(name)

const ofMacro = (name: string): string => `the macro ${clipped(name)} may change the template: ${PROCESSED}`

function reasonOf({ logicalId, type }: TemplateResource): string | undefined {
  if (type === 'AWS::CloudFormation::Stack') return 'it is a stack of its own: import its template'
  if (type.endsWith('::MODULE')) return `it is a module: ${PROCESSED}`
  return logicalId.startsWith('Fn::') ? `it is a loop or a macro: ${PROCESSED}` : undefined
}
