import type { CreationTemplate, Repository } from '../model.ts'
import type { Registry } from '../storage/registry.ts'
import { longestPrefix } from './prefixes.ts'

/** Why ECR itself creates a repository. */
type Occasion = CreationTemplate['appliedFor'][number]

/** Creates what a push, a pull or a replication asks for, as its template says. */
export function createFor(
  registry: Registry,
  name: string,
  { occasion, now }: { occasion: Occasion; now: number },
): void {
  registry.create(fromTemplate(name, now, templateFor(registry, name, occasion)))
}

/** The template with the longest prefix, if it is meant for this occasion. */
export function templateFor(registry: Registry, name: string, occasion: Occasion): CreationTemplate | undefined {
  const template = longestPrefix(registry.creationTemplates.list(), ({ prefix }) => prefix, name)
  return template?.appliedFor.includes(occasion) ? template : undefined
}

const fromTemplate = (name: string, createdAt: number, template: CreationTemplate | undefined): Repository => ({
  name,
  createdAt,
  mutability: template?.mutability ?? { imageTagMutability: 'MUTABLE' },
  scanOnPush: false,
  encryption: template?.encryptionConfiguration ?? { encryptionType: 'AES256' },
  tags: template?.resourceTags ?? [],
  ...((template?.resourceTags.length ?? 0) > 0 && { everTagged: true }),
  ...(template?.repositoryPolicy && { policyText: template.repositoryPolicy }),
  ...(template?.lifecyclePolicy && { lifecyclePolicy: { text: template.lifecyclePolicy, lastEvaluatedAt: 0 } }),
})
