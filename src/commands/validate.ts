import { Flags } from '@oclif/core'
import { harmless } from '../harmless.ts'
import { loadManifest } from '../manifest/form/load.ts'
import { printResolved } from '../manifest/meaning/print.ts'
import { further, type ResolvedTarget, resolveTargets } from '../manifest/meaning/resolve-targets.ts'
import { diskFiles } from '../manifest/text/disk-files.ts'
import type { Parsed } from '../manifest/text/place.ts'
import { diagnosticJson } from '../render/diagnostics.ts'
import { flowing } from '../render/page.ts'
import { counted } from '../words.ts'
import { EcrsyncCommand } from './base.ts'
import { manifestFlags } from './flags.ts'
import { chosenOf } from './open/chosen.ts'
import { regionFor, surroundingsOf } from './open/offline.ts'
import { widthFor } from './width.ts'

export class Validate extends EcrsyncCommand {
  static override summary = 'Check the manifest offline: form, names, and everything that ECR would refuse.'
  static override description =
    'Checks it for every target. Needs no credentials and no network. Exits 3 when the manifest is wrong.'
  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate --print',
    '<%= config.bin %> validate --print --target env=prod',
  ]
  static override flags = {
    ...manifestFlags,
    verbose: Flags.boolean({ char: 'v', summary: 'Print where an unexpected error comes from.' }),
    print: Flags.boolean({
      summary: 'Print the resolved manifest of each chosen target, each value with the file and line it comes from.',
    }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Validate)
    this.given = flags
    const options = {
      ...surroundingsOf(flags),
      wantsNotes: true,
      region: regionFor({ region: flags.region, local: false }),
    }
    const manifest = await loadManifest(flags.file, diskFiles, further(options))
    const { targets, findings } = resolveTargets(manifest, options)
    const names = new Set(
      chosenOf(
        flags,
        targets.map(({ target }) => target),
      ).map(({ name }) => name),
    )
    const chosen = targets.filter(({ target }) => names.has(target.name))
    const told = findings.filter(({ targets: of }) => of?.some(name => names.has(name)) ?? true)
    const printed = flags.print ? printedOf(manifest.root, chosen) : undefined
    this.say(told)
    this.log(
      printed ??
        flowing(summaryOf(flags.file, chosen, 1 + manifest.fragments.length), widthFor(process.stdout)).join('\n'),
    )
    return {
      valid: true,
      ...namesIn(chosen),
      ...(isDeclared(chosen) && { targets: chosen.map(targetJson) }),
      diagnostics: told.map(diagnosticJson),
      ...(printed !== undefined && { manifest: printed }),
    }
  }
}

/** Whether the manifest has `targets`: without, the one there is stands in no file. */
const isDeclared = (chosen: readonly ResolvedTarget[]): boolean =>
  chosen.some(({ target }) => target.source !== undefined)

/** What any of the targets has. */
const namesIn = (chosen: readonly ResolvedTarget[]) => ({
  repositories: [...new Set(chosen.flatMap(({ names }) => names.repositories))],
  removed: [...new Set(chosen.flatMap(({ names }) => names.removed))],
})

const targetJson = ({ target: { source: _, ...declared }, names }: ResolvedTarget) => ({ ...declared, ...names })

/** Of several, one document of YAML for each, under its name. */
function printedOf(root: Parsed, chosen: readonly ResolvedTarget[]): string {
  const printed = chosen.map(({ target, resolved }) => ({
    name: target.name,
    text: printResolved(root, resolved(), target).trimEnd(),
  }))
  const [only] = printed
  if (only && printed.length === 1) return only.text
  return printed.map(({ name, text }) => `---\n# target ${harmless(name)}\n${text}`).join('\n')
}

function summaryOf(file: string, chosen: readonly ResolvedTarget[], files: number): string {
  const { repositories } = namesIn(chosen)
  const where = isDeclared(chosen) ? ` for ${counted(chosen.length, 'target', 'targets')}` : ''
  return `${harmless(file)} is valid${where}: ${counted(repositories.length, 'repository', 'repositories')} in ${counted(files, 'file', 'files')}.`
}
