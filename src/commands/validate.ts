import { Flags } from '@oclif/core'
import { EcrsyncError, EXIT } from '../errors.ts'
import { harmless } from '../harmless.ts'
import { checkOf } from '../kinds/checks/index.ts'
import { loadManifest } from '../manifest/form/load.ts'
import { printResolved } from '../manifest/meaning/print.ts'
import { further, type ResolvedTarget, resolveTargets } from '../manifest/meaning/resolve-targets.ts'
import { diskFiles } from '../manifest/text/disk-files.ts'
import type { Parsed } from '../manifest/text/place.ts'
import type { Diagnostic } from '../model.ts'
import { diagnosticJson } from '../render/diagnostics.ts'
import { renderGithub } from '../render/github.ts'
import { flowing } from '../render/page.ts'
import { renderSarif } from '../render/sarif.ts'
import { counted } from '../words.ts'
import { EcrsyncCommand } from './base.ts'
import { manifestFlags } from './flags.ts'
import { chosenOf } from './open/chosen.ts'
import { regionFor, surroundingsOf } from './open/offline.ts'
import { repositoryRoot } from './repository-root.ts'
import { widthFor } from './width.ts'

export class Validate extends EcrsyncCommand {
  static override summary = 'Check the manifest offline: form, names, and everything that ECR would refuse.'
  static override description =
    'Checks it for every target. Needs no credentials and no network. Exits 3 when the manifest is wrong. Tells what checks find, too: they are described in docs/checks.md.'
  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate --print',
    '<%= config.bin %> validate --print --target env=prod',
    '<%= config.bin %> validate --format github',
    '<%= config.bin %> validate --format sarif > ecrsync.sarif',
  ]
  static override flags = {
    ...manifestFlags,
    verbose: Flags.boolean({ char: 'v', summary: 'Print where an unexpected error comes from.' }),
    format: Flags.option({
      summary: 'How to print what is found: `github` for annotations of a job, `sarif` for code scanning.',
      options: ['text', 'json', 'sarif', 'github'] as const,
      default: 'text' as const,
    })(),
    print: Flags.boolean({
      summary: 'Print the resolved manifest of each chosen target, each value with the file and line it comes from.',
    }),
  }

  /** Once the line is parsed. */
  #as: { readonly format: string; readonly file: string } = { format: 'text', file: '' }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Validate)
    this.given = flags
    if (flags.print) refusePrinted(flags.format)
    this.#as = flags
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
    const page = this.pageOf(told, EXIT.done)
    if (page === undefined) this.say(told)
    else if (page !== '') this.log(page)
    // A document of others has nothing beside it.
    if (flags.format !== 'sarif')
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

  protected override pageOf(diagnostics: readonly Diagnostic[], exitCode: number): string | undefined {
    const { format, file } = this.#as
    if (this.jsonEnabled() || !isOfOthers(format)) return undefined
    const cwd = process.cwd()
    const standing = { cwd, root: repositoryRoot(cwd, process.env) }
    if (format === 'github') return renderGithub(diagnostics, standing)
    return renderSarif(diagnostics, {
      ...standing,
      version: this.config.version,
      manifest: file,
      exitCode,
      wordsOf: checkOf,
    })
  }
}

const isOfOthers = (format: string): boolean => format === 'sarif' || format === 'github'

/** @throws EcrsyncError INVALID_FLAG */
function refusePrinted(format: string): void {
  if (!isOfOthers(format)) return
  throw new EcrsyncError('INVALID_FLAG', `--print cannot be said with --format ${format}`, {
    detail: 'That form has no place for the resolved manifest.',
    hint: 'Leave one of the two out.',
  })
}

/** Whether the manifest has `targets`: without, the one there is stands in no file. */
const isDeclared = (chosen: readonly ResolvedTarget[]): boolean =>
  chosen.some(({ target }) => target.source !== undefined)

/** What any of the targets has. */
const namesIn = (chosen: readonly ResolvedTarget[]) => ({
  repositories: [...new Set(chosen.flatMap(({ names }) => names.repositories))],
  removed: [...new Set(chosen.flatMap(({ names }) => names.removed))],
})

const targetJson = ({ target: { source: _, ...declared }, names }: ResolvedTarget) => ({
  ...declared,
  repositories: names.repositories,
  removed: names.removed,
})

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
