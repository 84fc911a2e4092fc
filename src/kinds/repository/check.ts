import { addressIn } from '../../addresses.ts'
import type { Fields } from '../../model.ts'
import { REPOSITORY_NAME, withoutLogin } from '../../names.ts'
import type { Context, Problem } from '../kind.ts'
import { checkEncryption } from './encryption-check.ts'
import { checkMutability } from './mutability-check.ts'
import { checkTags } from './tag-check.ts'

/** The stricter rule of the ECR user guide, which many tools still apply. */
const GUIDE_NAME = /^[a-z](?!.*(--|__))/

/** What ECR would refuse of these fields; a whole repository is also counted and named. */
export function checkRepository(declared: Fields, context: Context): readonly Problem[] {
  return [
    ...(context.repositoryName === undefined ? [] : checkName(context.repositoryName)),
    ...checkTags((declared.tags ?? {}) as Readonly<Record<string, string | null>>, context, declared.protect === true),
    ...checkMutability(declared),
    ...checkEncryption(declared, context),
  ]
}

function checkName(name: string): readonly Problem[] {
  const meant = addressIn(name)?.name
  if (meant !== undefined && (meant === '' || isName(meant.toLowerCase()))) return [address(name, meant.toLowerCase())]
  if (!isName(name))
    return [
      {
        path: [],
        code: 'INVALID_NAME',
        summary: `Invalid repository name "${shown(name)}"`,
        detail:
          'ECR allows 2 to 256 characters: lower-case letters and digits, separated by `.`, `_`, `__`, `-` or `/`, and beginning and ending with a letter or digit.',
        hint: suggestName(meant ?? name),
      },
    ]
  if (GUIDE_NAME.test(name)) return []
  return [
    {
      severity: 'warning',
      path: [],
      code: 'UNUSUAL_NAME',
      summary: `Unusual repository name "${name}"`,
      detail:
        "ECR's API takes it, but its user guide wants a letter first and no doubled `-` or `_`, and some tools refuse other names.",
    },
  ]
}

const address = (name: string, meant: string): Problem => ({
  path: [],
  code: 'INVALID_NAME',
  summary: `"${shown(name)}" is an address, and not the name of a repository`,
  detail: 'A name has no registry, no tag and no digest: those are of the target, and of images.',
  hint: meant === '' ? 'Write the name of a repository, as in org/repo.' : `Write ${meant}`,
})

const shown = (name: string): string => withoutLogin(name).slice(0, 80)

const isName = (name: string): boolean => name.length >= 2 && name.length <= 256 && REPOSITORY_NAME.test(name)

function suggestName(name: string): string {
  const mended = name
    .toLowerCase()
    .replace(/[^a-z0-9._/-]+/g, '-')
    .split('/')
    .map(part => part.replace(/^[._-]+|[._-]+$/g, ''))
    .filter(Boolean)
    .join('/')
  return isName(mended) ? `Write ${mended} instead.` : 'Choose a name of that form.'
}
