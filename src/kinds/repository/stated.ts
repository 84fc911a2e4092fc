import type { Fields } from '../../model.ts'
import { PROTECT_TAG } from '../../names.ts'
import { isSame, present } from '../canonical.ts'
import { DEFAULTS, type RepositorySpec, type Tags } from './spec.ts'
import { isSayable } from './tag-check.ts'

/** A repository by the keys of a manifest. Whether tags may be moved is always said; of the rest, what is not ECR's default. */
export const statedRepository = ({ tags = {}, ...fields }: RepositorySpec): Fields =>
  present({
    tags: statedTags(tags),
    // Any other value protects as well, and would be lost.
    protect: Object.hasOwn(tags, PROTECT_TAG) && tags[PROTECT_TAG] === 'true' ? true : undefined,
    imageTagMutability: fields.imageTagMutability,
    imageTagMutabilityExclusionFilters: fields.imageTagMutabilityExclusionFilters,
    imageScanningConfiguration: unlessDefault('imageScanningConfiguration', fields),
    encryptionConfiguration: unlessDefault('encryptionConfiguration', fields),
  })

/** Those that are anybody's to write; undefined where there are none. */
export function statedTags(tags: Tags): Tags | undefined {
  const said = Object.entries(tags).filter(([key]) => isSayable(key))
  return said.length === 0 ? undefined : Object.fromEntries(said)
}

/** What of these ECR does not give by itself. */
export const unlessDefault = <Field extends keyof typeof DEFAULTS>(
  field: Field,
  fields: Pick<RepositorySpec, Field>,
): RepositorySpec[Field] | undefined => (isSame(fields[field], DEFAULTS[field]) ? undefined : fields[field])
