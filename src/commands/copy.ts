import { Args, Flags } from '@oclif/core'
import { exitOfSignal } from '../apply/exit.ts'
import { EcrsyncError, EXIT } from '../errors.ts'
import { copier } from '../images/copier.ts'
import { compareRepositories, copyLack, isEqual, type Place } from '../images/repository-copy.ts'
import { openSources } from '../images/sources.ts'
import { imageAddress, keyIn } from '../kinds/image/names.ts'
import { image } from '../kinds/image.ts'
import type { Declared } from '../model.ts'
import { type Copied, copyJson, renderCopy } from '../render/copy-text.ts'
import { formatFlags, registryFlags } from './flags.ts'
import { watchSignals } from './interruption.ts'
import { type OpenManifest, openManifest } from './open/manifest.ts'
import { openRepository } from './open/repository.ts'
import { knownOf, type OpenTarget, openTarget } from './open/target.ts'
import { RegistryCommand } from './registry-command.ts'

export class Copy extends RegistryCommand {
  static override summary = 'Copy every image and tag of a repository into another one, and verify it.'
  static override description =
    'The road for a rename, and for encryption that has to change: declare the new repository, apply, copy, then remove the old one with a tombstone that says `copiedTo`. Run again, it copies what is still missing. Exits 0 when nothing is left, 6 when something is. Images in the archive cannot be copied; restore or delete them first.'
  static override examples = [
    '<%= config.bin %> copy legacy/app legacy/app-kms',
    '<%= config.bin %> copy legacy/app legacy/app-kms --dry-run',
    '<%= config.bin %> copy 444455556666.dkr.ecr.eu-west-1.amazonaws.com/app team/app',
  ]
  static override args = {
    from: Args.string({
      description: 'The repository to copy: its name, or HOST/NAME in another registry.',
      required: true,
    }),
    to: Args.string({ description: 'A repository that the manifest declares.', required: true }),
  }
  static override flags = {
    ...registryFlags,
    ...formatFlags,
    'dry-run': Flags.boolean({ summary: 'Count what there is to copy, and copy nothing.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Copy)
    this.common = flags
    const manifest = await openManifest(flags)
    checkDeclared(manifest, args.to)
    if (args.from === args.to) throw sameRepository(args.to)
    const target = await openTarget(flags, this.audience.emit)
    try {
      const { wishes } = manifest.intentFor(await knownOf(target, manifest))
      const declaredTags = tagsIn(wishes.of(args.to))
      const to: Place = { caller: target.client.images, repositoryName: args.to, declaredTags }
      const from = await openRepository(args.from, target)
      const { copied, signal } = await this.copied(target, from, to, flags['dry-run'])
      this.log(renderCopy(copied, this.themeFor(process.stdout)).trimEnd())
      process.exitCode = signal ? exitOfSignal(signal) : copied.isEqual ? EXIT.done : EXIT.partial
      return copyJson(copied, this.config.version)
    } finally {
      await target.close()
    }
  }

  private async copied(target: OpenTarget, from: Place, to: Place, isDryRun: boolean) {
    const lack = await compareRepositories(from, to)
    const names = { from: from.repositoryName, to: to.repositoryName, isDryRun }
    const asIs: Copied = { ...names, copied: 0, tagged: 0, isEqual: isEqual(lack), left: lack }
    if (isDryRun || (lack.images.length === 0 && lack.tags.length === 0)) return { copied: asIs, signal: undefined }
    const signal = await this.carriedOut(target, from, to, lack)
    const left = await compareRepositories(from, to)
    const copied = {
      ...asIs,
      copied: lack.images.length - left.images.length,
      tagged: lack.tags.length - left.tags.length,
      isEqual: isEqual(left),
      left,
    }
    return { copied, signal }
  }

  /** A failure of one image is told when all has come to an end; what was copied stays copied. */
  private async carriedOut(
    { name: target, client, callerFor }: OpenTarget,
    from: Place,
    to: Place,
    lack: Copied['left'],
  ) {
    const { emit, clear } = this.audience
    const interruption = watchSignals(emit)
    emit({ type: 'planned', target, changes: lack.images.length })
    // A copy is between registries: no source is a path.
    const sources = openSources({ caller: client.images, region: client.region, directory: '', callerFor })
    const copy = copier({ caller: client.images, sources, isInterrupted: interruption.isInterrupted })
    const addressOf = (imageDigest: string) => imageAddress({ repositoryName: to.repositoryName, imageDigest })
    await copyLack(from, to, lack, {
      copy,
      copying: (digest, bytes) => emit({ type: 'copying', target, address: addressOf(digest), ...bytes }),
      copied: ({ digest, tags }) =>
        emit({ type: 'copied', target, address: addressOf(digest), imageDigest: digest, tags }),
    })
      .catch((error: unknown) => {
        if (!(error instanceof EcrsyncError) || error.code !== 'INTERRUPTED') throw error
      })
      .finally(() => {
        clear()
        interruption.release()
      })
    return interruption.received()
  }
}

/** Tags that the manifest says something of. */
const tagsIn = (declared: readonly Declared[]): ReadonlySet<string> =>
  new Set(declared.flatMap(({ kind, name }) => (kind === image.key ? keyIn(name) : [])))

const sameRepository = (name: string): EcrsyncError =>
  new EcrsyncError('INVALID_ARGUMENT', `${name} cannot be copied into itself`, {
    hint: 'Name two repositories: ecrsync copy FROM TO',
  })

/** @throws EcrsyncError NOT_DECLARED */
function checkDeclared({ repositories }: OpenManifest, name: string): void {
  if (repositories.has(name)) return
  throw new EcrsyncError('NOT_DECLARED', `${name} is not declared in the manifest`, {
    detail: 'Images are copied into repositories that the manifest keeps.',
    hint: `Add it under repositories:, run ecrsync apply, then copy again.`,
  })
}
