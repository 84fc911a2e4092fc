import type { BadInput } from './bad-input.ts'
import { CACHES } from './cases/caches.ts'
import { FILES } from './cases/files.ts'
import { FORMS } from './cases/forms.ts'
import { MISPLACED } from './cases/misplaced.ts'
import { NAMES } from './cases/names.ts'
import { REGISTRY_RULES } from './cases/registry-rules.ts'
import { RULES_OF_ECR } from './cases/rules-of-ecr.ts'
import { TARGETS } from './cases/targets.ts'
import { YAML } from './cases/yaml.ts'

/** Everything that a manifest can get wrong, by what it is. */
export const CASES: readonly (readonly [string, Readonly<Record<string, BadInput>>])[] = [
  ['a file that is no YAML, or YAML that says what it does not look like, is refused', YAML],
  ['a value of the wrong form is refused', FORMS],
  ['what stands in another form or place than it belongs is told how it is written', MISPLACED],
  ['what ECR would refuse is refused offline', RULES_OF_ECR],
  ['what ECR would refuse of pull-through caches and templates is refused offline', CACHES],
  ['rules of the registry that ECR would refuse are refused offline', REGISTRY_RULES],
  ['names that mean nothing, or two things, are refused', NAMES],
  ['targets that cannot be, and selectors that choose none, are refused', TARGETS],
  ['a file that is not there, not readable or not below the manifest is refused', FILES],
]
