import { basename } from 'node:path'
import { bytesOf, type Refusals, utf8 } from '../../documents/file-text.ts'
import { EcrsyncError } from '../../errors.ts'
import type { Emit } from '../../events.ts'
import { heldFromCloudFormation } from '../../importing/cloud-formation/held.ts'
import { factored } from '../../importing/draft/factored.ts'
import type { Choice } from '../../importing/foreign/resource.ts'
import type { HeldRegistry, LeftOut } from '../../importing/held.ts'
import { heldFromTerraform } from '../../importing/terraform/held.ts'
import { matcher } from '../../manifest/form/globs.ts'
import type { ImportFileDocument } from '../../render/import-file-text.ts'
import { parameterIn } from '../file-flags.ts'
import { nameOfFolder } from './import-base.ts'
import { type ImportFlags, linesIn } from './importing.ts'
import { proveOffline, verify } from './verifying.ts'

/** Where the blocks of Terraform are written. */
export const REMOVED_FILE = 'removed.tf'

export interface FileFlags extends ImportFlags {
  readonly 'from-terraform'?: string | undefined
  readonly 'from-cloudformation'?: string | undefined
  readonly parameter?: readonly string[] | undefined
  readonly verify: boolean
}

/**
 * Makes a manifest of a state of Terraform or a template of CloudFormation, and asks nobody for anything, unless it is to be
 * verified.
 *
 * @throws EcrsyncError INVALID_IMPORT, IMPORT_UNPROVEN, and what planning ends with
 */
export async function importFile(flags: FileFlags, emit: Emit): Promise<ImportFileDocument> {
  const source = (flags['from-terraform'] ?? flags['from-cloudformation']) as string
  const { registries, leftOut, removed } = heldIn(await textOf(source), source, flags)
  const name = flags.name ?? nameOfFolder(flags.out)
  const manifest = factored(registries, { name, layout: flags.layout, leftOut })
  await proveOffline(manifest, registries, flags)
  const plan = flags.verify ? await verify(manifest, flags, emit) : undefined
  return {
    name,
    source,
    files: [...manifest, ...(removed === undefined ? [] : [{ path: REMOVED_FILE, text: removed }])].map(file => ({
      ...file,
      lines: linesIn(file.text),
    })),
    repositories: registries.reduce((sum, { repositories }) => sum + repositories.length, 0),
    targets: registries.flatMap(({ target: name, account, region }) =>
      name === undefined || account === undefined || region === undefined ? [] : [{ name, account, region }],
    ),
    leftOut,
    ...(plan && { plan }),
  }
}

interface Held {
  readonly registries: readonly HeldRegistry[]
  readonly leftOut: readonly LeftOut[]
  readonly removed?: string
}

function heldIn(text: string, source: string, flags: FileFlags): Held {
  const isChosen: Choice = flags.only && matcher(flags.only)
  if (flags['from-terraform'] !== undefined) return heldFromTerraform(text, isChosen)
  return heldFromCloudFormation(text, {
    file: basename(source),
    parameters: new Map(flags.parameter?.map(parameterIn)),
    isChosen,
  })
}

const textOf = async (file: string): Promise<string> => {
  const refusals = refusalsFor(file)
  return utf8(await bytesOf(file, refusals), refusals)
}

const refusalsFor = (file: string): Refusals => ({
  invalid: detail => unreadable(file, detail),
  notFound: () => unreadable(file, 'There is no such file.'),
  unreadable: detail => unreadable(file, detail),
})

const unreadable = (file: string, detail: string): EcrsyncError =>
  new EcrsyncError('INVALID_IMPORT', `${file} cannot be imported`, {
    detail,
    hint: 'Name a state of Terraform, what terraform show -json prints, or a template of CloudFormation.',
  })
