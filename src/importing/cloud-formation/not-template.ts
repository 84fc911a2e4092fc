import type { EcrsyncError } from '../../errors.ts'
import { invalidImport } from '../foreign/invalid.ts'

export const notTemplate = (detail: string): EcrsyncError =>
  invalidImport(detail, 'Name a template of CloudFormation, in YAML or JSON. Of a stack that is there, fetch it:', [
    'aws cloudformation get-template --stack-name NAME --template-stage Processed --query TemplateBody > template.yaml',
  ])
