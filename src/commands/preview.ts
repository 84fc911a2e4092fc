import { setTimeout as sleep } from 'node:timers/promises'
import { Args, Flags } from '@oclif/core'
import { EcrsyncError, EXIT } from '../errors.ts'
import { previewAll } from '../plan/preview.ts'
import { type Previewed, previewJson } from '../render/preview.ts'
import { previewHtml } from '../render/preview-html.ts'
import { previewSvg } from '../render/preview-svg.ts'
import { renderPreview } from '../render/preview-text.ts'
import { judgeFlags, registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { openManifest } from './open/manifest.ts'
import { openFilter } from './open/only.ts'
import { checkTypedName } from './open/repository.ts'
import { sourcesFor } from './open/sources.ts'
import { knownOf, openTarget } from './open/target.ts'
import { RegistryCommand } from './registry-command.ts'

export class Preview extends RegistryCommand {
  static override summary = 'Show which images the lifecycle policies would expire, archive and keep, and why.'
  static override description =
    'Looks at every repository for which the manifest says a lifecycle policy, declared or discovered, or at those that are named; of one that declares none, at the policy in force. Changes nothing, and counts as no pull. Exits 7 when a repository could not be looked at.'
  static override examples = [
    '<%= config.bin %> preview',
    '<%= config.bin %> preview payments/worker --expand',
    '<%= config.bin %> preview --format html > preview.html',
  ]
  static override strict = false
  static override args = { repository: Args.string({ description: 'Repositories to look at; all, if none is named.' }) }
  static override flags = {
    ...registryFlags,
    ...judgeFlags,
    expand: Flags.boolean({ summary: 'List every image that stays, not the newest alone.' }),
    format: Flags.option({
      summary: 'How to print the result; a picture per repository in html and svg.',
      options: ['text', 'json', 'html', 'svg'] as const,
      default: 'text' as const,
    })(),
  }

  async run(): Promise<unknown> {
    const { flags, argv } = await this.parse(Preview)
    this.common = flags
    const repositories = argv as string[]
    refuseFiltered(repositories, flags.only)
    const { emit, clear } = this.audience
    const manifest = await openManifest(flags)
    const known = manifest.repositoriesFor()
    const filter = openFilter(flags.only, known)
    for (const name of repositories) checkTypedName(name, known)
    const target = await openTarget(flags, emit)
    const release = exitOnSignal()
    try {
      const { wishes } = filter(manifest.intentFor(await knownOf(target, manifest)))
      const { reader, prober } = target.client
      const images = sourcesFor(flags, target)
      const preview = flags['lifecycle-preview'] === 'server' ? { prober, sleep } : undefined
      const now = new Date()
      const question = { reader, preview, images, now, repositories }
      const { name, endpoint } = target
      const found = await previewAll(wishes, question, { target: name, emit }).finally(clear)
      const previewed = { ...found, ...(endpoint !== undefined && { endpoint }) }
      process.exitCode = previewed.missing.length > 0 ? EXIT.incomplete : EXIT.done
      this.log(this.rendered(previewed, flags, now.toISOString()).trimEnd())
      return previewJson(previewed, this.config.version)
    } finally {
      release()
      await target.close()
    }
  }

  private rendered(
    previewed: Previewed,
    { format, expand }: { readonly format: string; readonly expand: boolean },
    now: string,
  ): string {
    if (format === 'html') return previewHtml(previewed, now)
    if (format === 'svg') return previewSvg(previewed, now)
    return renderPreview(previewed, this.themeFor(process.stdout), expand)
  }
}

/** @throws EcrsyncError INVALID_FLAG, because a repository that the filter leaves out would not be looked at as declared */
function refuseFiltered(repositories: readonly string[], only: readonly string[] = []): void {
  if (repositories.length === 0 || only.length === 0) return
  throw new EcrsyncError('INVALID_FLAG', '--only and names of repositories do not go together', {
    detail: 'Both say which repositories to look at.',
    hint: `Leave one out: ecrsync preview ${repositories.join(' ')}`,
  })
}
