import type { LeftOut } from '../held.ts'
import type { TemplateResource } from './template.ts'

const PROCESSED = 'import the template as CloudFormation has processed it (get-template --template-stage Processed)'

/** What may hold repositories, and is worked out elsewhere. */
export const isLeftAside = ({ logicalId, type }: TemplateResource): boolean => reasonOf(logicalId, type) !== undefined

export const leftAside = ({ logicalId, type, line }: TemplateResource, file: string): LeftOut => ({
  name: `${logicalId} (${file}:${line})`,
  reason: reasonOf(logicalId, type) ?? '',
})

function reasonOf(logicalId: string, type: string): string | undefined {
  if (type === 'AWS::CloudFormation::Stack') return 'it is a stack of its own: import its template'
  if (type.endsWith('::MODULE')) return `it is a module: ${PROCESSED}`
  return logicalId.startsWith('Fn::') ? `it is a loop or a macro: ${PROCESSED}` : undefined
}
