import { Args, Flags } from '@oclif/core'
import { exitOfSignal } from '../apply/exit.ts'
import { EcrsyncError, EXIT } from '../errors.ts'
import { type Comparison, compareRepositories, isEqual, withConflicts } from '../images/comparison.ts'
import { copier } from '../images/copier.ts'
import { copyLack } from '../images/repository-copy.ts'
import { imageAddress, keysIn } from '../kinds/image/names.ts'
import { hasPlaceholder } from '../kinds/placeholder.ts'
import { type Copied, copyJson, lackTexts, renderCopy } from '../render/copy-text.ts'
import { copyQuestion } from '../render/question-text.ts'
import { saidHere } from './again.ts'
import { approvalFlags, formatFlags, registryFlags, targetFlag, transferFlags, transferRateOf } from './flags.ts'
import { exitOnSignal, type Interruption, watchSignalsAfter } from './interruption.ts'
import { namedThere } from './open/copy-ends.ts'
import { placeOf, type RepositoryCopy, sourcesBetween } from './open/copying.ts'
import { openManifest } from './open/manifest.ts'
import { checkDeclared, notCreated, notFound } from './open/missing-end.ts'
import { checkTypedName, openRepository } from './open/repository.ts'
import { knownOf, type TargetOpener, targetOpeners } from './open/target.ts'
import { RegistryCommand } from './registry-command.ts'
import { widthFor } from './width.ts'

export class Copy extends RegistryCommand {
  static override summary = 'Copy every image and tag of a repository into another one, and verify it.'
  static override description =
    'The road for a rename, and for encryption that has to change: declare the new repository, apply, copy, then remove the old one with a tombstone that says `copiedTo`. Counts what there is to copy, asks, and copies. Run again, it copies what is still missing. Exits 0 when nothing is left, 6 when something is. Images in the archive cannot be copied; restore or delete them first.'
  static override examples = [
    '<%= config.bin %> copy legacy/app legacy/app-kms',
    '<%= config.bin %> copy legacy/app legacy/app-kms --dry-run',
    '<%= config.bin %> copy staging:team/app prod-eu:team/app',
    '<%= config.bin %> copy 444455556666.dkr.ecr.eu-west-1.amazonaws.com/app team/app',
  ]
  static override args = {
    from: Args.string({
      ignoreStdin: true,
      description:
        'The repository to copy, as NAME, as TARGET:NAME in a target of the manifest, or as HOST/NAME in another registry.',
      required: true,
    }),
    to: Args.string({
      ignoreStdin: true,
      description: 'A repository that the manifest declares, as NAME or TARGET:NAME.',
      required: true,
    }),
  }
  static override flags = {
    ...registryFlags,
    ...formatFlags,
    ...transferFlags,
    target: targetFlag(
      'The target of FROM and TO where these do not name theirs: a name, a glob, or LABEL=VALUE that chooses one.',
    ),
    ...approvalFlags,
    'dry-run': Flags.boolean({ summary: 'Count what there is to copy, and copy nothing.', default: false }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Copy)
    this.given = flags
    const manifest = await openManifest(flags)
    const names = manifest.repositoriesFor()
    const [from, to] = [namedThere(args.from, manifest.targets), namedThere(args.to, manifest.targets)]
    checkTypedName(to.name, names)
    // A name with the account in it is known only when AWS has been asked for that.
    if (![...names].some(hasPlaceholder)) checkDeclared(names, to.name, args)
    if (from.declared === to.declared && from.name === to.name) throw sameRepository(args.to)
    const declared = [...new Set([to.declared, from.declared])]
    const { openers, close } = await targetOpeners(flags, declared, this.audience.emit)
    const release = exitOnSignal()
    try {
      const [there, elsewhere] = openers as [TargetOpener, TargetOpener?]
      const target = await there.open()
      const known = await knownOf(target, manifest)
      checkDeclared(manifest.repositoriesFor(known), to.name, args)
      const { wishes } = manifest.intentFor(known)
      const source = elsewhere === undefined ? target : await elsewhere.open()
      const end = await openRepository(from.name, source, names)
      const copying = {
        target,
        source,
        from: { ...end, missing: notFound(end, source) },
        to: {
          caller: target.client.images,
          repositoryName: to.name,
          declaredTags: keysIn(wishes.of(to.name)),
          missing: notCreated(to.name, target, manifest.targets.length > 1),
        },
        labels: { from: `${from.prefix}${end.repositoryName}`, to: `${to.prefix}${to.name}` },
        minTransferRate: transferRateOf(flags),
      }
      const { copied, signal } = await this.copied(copying, flags, release)
      this.log(renderCopy(copied, this.themeFor(process.stdout), widthFor(process.stdout)).trimEnd())
      process.exitCode = signal ? exitOfSignal(signal) : copied.isEqual ? EXIT.done : EXIT.partial
      return copyJson(copied, this.config.version)
    } finally {
      release()
      await close()
    }
  }

  /** @param release of `exitOnSignal` */
  private async copied(copying: RepositoryCopy, flags: CopyingFlags, release: () => void) {
    const { from, to } = copying
    const { comparison, asIs, isAsked } = await this.approved(copying, flags)
    if (!isAsked) return { copied: asIs, signal: undefined }
    const { lack } = comparison
    const interruption = await watchSignalsAfter(release, this.audience.emit)
    const outcome = await this.carriedOut(copying, comparison, interruption)
    const left = withConflicts((await compareRepositories(from, to)).lack, outcome.conflicts)
    const [openTags, openImages] = [tagsLeft(left), imagesLeft(left)]
    const copied: Copied = {
      ...asIs,
      copied: lack.images.length - left.images.length,
      tagged: lack.tags.filter(({ tag }) => !openTags.has(tag)).length,
      isEqual: isEqual(left),
      // An index brings its images along, also those that had failed by themselves.
      failures: outcome.failures
        .filter(({ tag, digest }) => (tag === undefined ? openImages.has(digest) : openTags.has(tag)))
        .map(failure => ({ ...failure, error: saidHere(asSaid(failure.error), this.here) })),
      left,
    }
    return { copied, signal: interruption.received() }
  }

  /** What there is to copy, and whether it is to be. @throws EcrsyncError DECLINED, INTERRUPTED, NO_TERMINAL */
  private async approved({ from, to, labels, target }: RepositoryCopy, flags: CopyingFlags) {
    const comparison = await compareRepositories(from, to)
    const { lack } = comparison
    const place = await placeOf(target)
    const isDryRun = flags['dry-run']
    const asIs: Copied = {
      ...{ ...labels, ...place, isDryRun },
      ...{ copied: 0, tagged: 0, isEqual: isEqual(lack), failures: [], left: lack },
    }
    const isAsked = !isDryRun && lack.images.length + lack.tags.length > 0
    if (isAsked && !flags['auto-approve'])
      await this.ask(copyQuestion({ ...labels, ...place, amounts: lackTexts(lack) }))
    return { comparison, asIs, isAsked }
  }

  /** What was copied stays copied, whatever else fails. */
  private async carriedOut(copying: RepositoryCopy, comparison: Comparison, { abort, release }: Interruption) {
    const { target, source, from, to, minTransferRate } = copying
    const { emit, clear } = this.audience
    const { name, client } = target
    emit({ type: 'planned', target: name, changes: comparison.lack.images.length })
    const sources = sourcesBetween(source, target)
    const addressOf = (imageDigest: string) => imageAddress({ repositoryName: to.repositoryName, imageDigest })
    return copyLack(from, to, comparison, {
      copier: copier({ caller: client.images, sources, signal: abort, minTransferRate }),
      copying: (digest, bytes) => emit({ type: 'copying', target: name, address: addressOf(digest), ...bytes }),
      copied: ({ digest, tags }) =>
        emit({ type: 'copied', target: name, address: addressOf(digest), imageDigest: digest, tags }),
    }).finally(() => {
      clear()
      release()
    })
  }
}

interface CopyingFlags {
  readonly 'dry-run': boolean
  readonly 'auto-approve': boolean
}

/** An error as data. */
const asSaid = ({ message, detail, hint, diagnostics }: EcrsyncError) => ({
  ...{ message, detail, diagnostics },
  ...(hint !== undefined && { hint }),
})

const tagsLeft = ({ tags, conflicts }: Copied['left']): ReadonlySet<string> =>
  new Set([...tags, ...conflicts].map(({ tag }) => tag))

const imagesLeft = ({ images, tags }: Copied['left']): ReadonlySet<string> =>
  new Set([...images, ...tags].map(({ digest }) => digest))

const sameRepository = (name: string): EcrsyncError =>
  new EcrsyncError('INVALID_ARGUMENT', `${name} cannot be copied into itself`, {
    hint: 'Name two repositories: ecrsync copy FROM TO',
  })
