import { setTimeout as sleep } from 'node:timers/promises'
import { Args, Flags } from '@oclif/core'
import { EcrsyncError, EXIT } from '../errors.ts'
import type { Target } from '../model.ts'
import { type PreviewAnswer, previewAll } from '../plan/preview.ts'
import { type Previewed, previewJson } from '../render/preview.ts'
import { previewHtml } from '../render/preview-html.ts'
import { previewSvg } from '../render/preview-svg.ts'
import { renderPreview } from '../render/preview-text.ts'
import { judgeFlags, registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { eachTarget, unreadTarget } from './open/each-target.ts'
import { openManifest } from './open/manifest.ts'
import { openFilter } from './open/only.ts'
import { checkTypedName } from './open/repository.ts'
import { sourcesFor } from './open/sources.ts'
import { knownOf, type TargetOpener, targetOpeners } from './open/target.ts'
import { RegistryCommand } from './registry-command.ts'
import { widthFor } from './width.ts'

export class Preview extends RegistryCommand {
  static override summary = 'Show which images the lifecycle policies expire, archive and keep, and why.'
  static override description =
    'Looks at every repository for which the manifest says a lifecycle policy, declared or discovered, or at those that are named; of one that declares none, at the policy in force. One that is declared and not there yet has nothing to expire, which is no failure. Changes nothing, and counts as no pull. Exits 7 when a repository could not be looked at.'
  static override examples = [
    '<%= config.bin %> preview',
    '<%= config.bin %> preview payments/worker --expand',
    '<%= config.bin %> preview --target prod-eu',
    '<%= config.bin %> preview --format html > preview.html',
  ]
  static override strict = false
  static override args = {
    repository: Args.string({ description: 'Repositories to look at; all, if none is named.', ignoreStdin: true }),
  }
  static override flags = {
    ...registryFlags,
    ...judgeFlags,
    expand: Flags.boolean({
      summary:
        'List every image: of those that stay not the newest alone, in html of those that go not the first alone.',
    }),
    format: Flags.option({
      summary: 'How to print the result; a picture per repository in html and svg.',
      options: ['text', 'json', 'html', 'svg'] as const,
      default: 'text' as const,
    })(),
  }

  async run(): Promise<unknown> {
    const { flags, argv } = await this.parse(Preview)
    this.given = flags
    const repositories = argv as string[]
    refuseFiltered(repositories, flags.only)
    const { emit, clear } = this.audience
    const manifest = await openManifest(flags)
    const known = manifest.repositoriesFor()
    const filter = openFilter(flags.only, manifest.selectable)
    for (const name of repositories) checkTypedName(name, known)
    const { openers, close } = await targetOpeners(flags, manifest.targets, emit)
    const release = exitOnSignal()
    const now = new Date()
    const previewIn = async (opener: TargetOpener): Promise<FoundThere> => {
      const target = await opener.open()
      const at = await knownOf(target, manifest)
      const { wishes } = filter(manifest.intentFor(at))
      const { reader, prober } = target.client
      const preview = flags['lifecycle-preview'] === 'server' ? { prober, sleep } : undefined
      const question = { reader, preview, images: sourcesFor(flags, target), now, repositories, declared: known }
      const { account, ...found } = await previewAll(wishes, question, { target: target.name, emit })
      return { ...found, at: { ...at, account: at.account ?? account } }
    }
    try {
      const found = await allOf(openers, previewIn).finally(clear)
      const previewed = { manifest: manifest.about.manifest, ...found }
      const isWhole = previewed.missing.length + previewed.unread.length === 0
      process.exitCode = isWhole ? EXIT.done : EXIT.incomplete
      this.log(this.rendered(previewed, flags, now.toISOString()).trimEnd())
      return previewJson(previewed, this.config.version)
    } finally {
      release()
      await close()
    }
  }

  private rendered(
    previewed: Previewed,
    { format, expand }: { readonly format: string; readonly expand: boolean },
    now: string,
  ): string {
    if (format === 'html') return previewHtml(previewed, now, expand)
    if (format === 'svg') return previewSvg(previewed, now)
    return renderPreview(previewed, { theme: this.themeFor(process.stdout), width: widthFor(process.stdout), expand })
  }
}

/** Targets whose images are in memory. */
const AT_ONCE = 4

type FoundThere = Omit<PreviewAnswer, 'account'> & { readonly at: Target }

/**
 * Side by side, in their order. Where there are several, one that fails is told beside the others.
 *
 * @throws EcrsyncError where all have failed
 */
async function allOf(
  openers: readonly TargetOpener[],
  previewIn: (opener: TargetOpener) => Promise<FoundThere>,
): Promise<Omit<Previewed, 'manifest'>> {
  const isOne = openers.length === 1
  const { found, failed } = await eachTarget(openers, AT_ONCE, previewIn)
  const [endpoint, ...others] = new Set(found.map(({ at }) => at.endpoint))
  const named = <T extends object>(read: (there: FoundThere) => readonly T[]) =>
    found.flatMap(there => (isOne ? read(there) : read(there).map(one => ({ target: there.at.name, ...one }))))
  return {
    ...(endpoint !== undefined && others.length === 0 && { endpoint }),
    targets: found.map(({ at }) => at),
    previews: named(({ previews }) => previews),
    missing: named(({ missing }) => missing),
    unread: failed.map(unreadTarget),
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
