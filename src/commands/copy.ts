import { Args, Flags } from '@oclif/core'
import { exitOfSignal, type Signal } from '../apply/exit.ts'
import { EcrsyncError, EXIT } from '../errors.ts'
import { type Comparison, type CopyEnd, compareRepositories, isEqual, withConflicts } from '../images/comparison.ts'
import { copier } from '../images/copier.ts'
import { type CopyFailure, type CopyOutcome, copyLack } from '../images/repository-copy.ts'
import { imageAddress } from '../kinds/image/names.ts'
import { shortDigest } from '../names.ts'
import { type Copied, copyJson, renderCopy } from '../render/copy-text.ts'
import { EcrsyncCommand } from './base.ts'
import { connectionFlags, transferFlags, transferRateOf } from './flags.ts'
import { onSignal } from './interruption.ts'
import { openSession, type Session } from './session.ts'

export class Copy extends EcrsyncCommand {
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
    ...connectionFlags,
    ...transferFlags,
    'dry-run': Flags.boolean({ summary: 'Count what there is to copy, and copy nothing.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Copy)
    this.common = flags
    const session = await openSession(flags, this.logCall(flags.verbose))
    try {
      checkDeclared(session, args.to)
      if (args.from === args.to) throw sameRepository(args.to)
      const declaredTags = await session.declaredTags(args.to)
      const to: CopyEnd = { caller: session.client.images, repositoryName: args.to, declaredTags }
      const from = await session.placeOf(args.from)
      const { copied, signal } = await this.copied(
        { session, from, to, minTransferRate: transferRateOf(flags) },
        flags['dry-run'],
      )
      this.log(renderCopy(copied, this.themeFor(process.stdout)).trimEnd())
      process.exitCode = signal ? exitOfSignal(signal) : copied.isEqual ? EXIT.done : EXIT.partial
      return copyJson(copied, this.config.version)
    } finally {
      await session.close()
    }
  }

  private async copied(copying: RepositoryCopy, isDryRun: boolean) {
    const { from, to } = copying
    const comparison = await compareRepositories(from, to)
    const { lack } = comparison
    const names = { from: from.repositoryName, to: to.repositoryName, isDryRun }
    const asIs: Copied = { ...names, copied: 0, tagged: 0, isEqual: isEqual(lack), failures: [], left: lack }
    if (isDryRun || (lack.images.length === 0 && lack.tags.length === 0)) return { copied: asIs, signal: undefined }
    const { outcome, signal } = await this.carriedOut(copying, comparison)
    const left = withConflicts((await compareRepositories(from, to)).lack, outcome.conflicts)
    const copied: Copied = {
      ...asIs,
      copied: lack.images.length - left.images.length,
      tagged: lack.tags.filter(({ tag }) => !isLeft(tag, left)).length,
      isEqual: isEqual(left),
      failures: outcome.failures.filter(failure => isOpen(failure, left)),
      left,
    }
    return { copied, signal }
  }

  /** What was copied stays copied, whatever else fails. */
  private async carriedOut({ session, from, to, minTransferRate }: RepositoryCopy, comparison: Comparison) {
    let signal: Signal | undefined
    const interruption = new AbortController()
    const release = onSignal(received => {
      signal = received
      interruption.abort()
      if (!this.jsonEnabled()) this.logToStderr('Interrupted: ending what is under way. Once more to stop at once.')
    })
    const { client, sources } = session
    const { progress } = this
    progress.expect(comparison.lack.images.length)
    const { repositoryName } = to
    const outcome: CopyOutcome = await copyLack(from, to, comparison, {
      copier: copier({ caller: client.images, sources, signal: interruption.signal, minTransferRate }),
      progress: imageDigest => progress.copying(imageAddress({ repositoryName, imageDigest })),
      copied: ({ digest, tags }) => progress.note(`copied ${shortDigest(digest)} ${tags.join(' ')}`.trimEnd()),
    }).finally(() => {
      progress.stop()
      release()
    })
    return { outcome, signal }
  }
}

interface RepositoryCopy {
  readonly session: Session
  readonly from: CopyEnd
  readonly to: CopyEnd
  readonly minTransferRate: number
}

const isLeft = (tag: string, { tags, conflicts }: Copied['left']): boolean =>
  [...tags, ...conflicts].some(one => one.tag === tag)

/** An index brings its images along, also those that had failed by themselves. */
const isOpen = ({ digest, tag }: CopyFailure, left: Copied['left']): boolean =>
  tag === undefined ? [...left.images, ...left.tags].some(one => one.digest === digest) : isLeft(tag, left)

const sameRepository = (name: string): EcrsyncError =>
  new EcrsyncError('INVALID_ARGUMENT', `${name} cannot be copied into itself`, {
    hint: 'Name two repositories: ecrsync copy FROM TO',
  })

/** @throws EcrsyncError NOT_DECLARED */
function checkDeclared({ repositories }: Session, name: string): void {
  if (repositories.has(name)) return
  throw new EcrsyncError('NOT_DECLARED', `${name} is not declared in the manifest`, {
    detail: 'Images are copied into repositories that the manifest keeps.',
    hint: `Add it under repositories:, run ecrsync apply, then copy again.`,
  })
}
