import { basename, dirname, join, relative, resolve } from 'node:path'
import { Flags } from '@oclif/core'
import { EXIT } from '../errors.ts'
import { harmless } from '../harmless.ts'
import type { DraftFile } from '../importing/draft/factored.ts'
import { type Beginning, starterManifest } from '../layout/starter.ts'
import { type Ci, PIPELINES } from '../layout/workflows.ts'
import { shownPath } from '../manifest/text/read-text.ts'
import { MANIFEST_FILE } from '../names.ts'
import { renderImported } from '../render/import-text.ts'
import { checkedValue } from './flag-errors.ts'
import { formatFlags, type RegistryFlags, regionFlag, registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { type Begun, beginningOf, faultOfAccount, faultOfName } from './open/beginning.ts'
import { createFiles, ignoredBeside, type NewFile, refuseExisting } from './open/creating.ts'
import { registryOfEnvironment } from './open/found-registry.ts'
import { RegistryCommand } from './registry-command.ts'
import { repositoryRoot } from './repository-root.ts'
import { widthFor } from './width.ts'

const { profile, local, 'endpoint-url': endpointUrl, 'no-color': noColor, quiet, verbose } = registryFlags
const { concurrency, 'max-rate': maxRate } = registryFlags

export class Init extends RegistryCommand {
  static override summary = 'Write a manifest to begin with, and the workflow that plans and applies it.'
  static override description =
    'Asks for what no flag says: the name, the account and region of the one target, and whether to write what is there into the manifest. Without a terminal --name is needed, and account and region are those of the environment. Writes over no file; exits 8 where nobody can be asked.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --name acme-platform --account 111122223333 --region eu-west-1 --no-import',
    '<%= config.bin %> init --name acme-platform --import --ci gitlab',
  ]
  static override flags = {
    file: Flags.string({ char: 'f', summary: 'The manifest to write.', default: MANIFEST_FILE, helpValue: 'FILE' }),
    name: Flags.string({
      parse: async name => checkedValue('--name', name, faultOfName),
      summary: 'The name of the manifest: the value of the tag that its repositories get.',
    }),
    account: Flags.string({
      parse: async account => checkedValue('--account', account, faultOfAccount),
      summary: 'The account of its registry.',
      helpValue: 'ID',
    }),
    region: regionFlag(
      'The region of its registry; left out: that of the environment, which is offered where somebody is asked.',
    ),
    import: Flags.boolean({
      summary: 'Write what is there into the manifest, as ecrsync import does.',
      allowNo: true,
    }),
    ci: Flags.option({
      summary: 'For which pipeline a workflow is written.',
      options: ['github', 'gitlab', 'none'] as const,
      default: 'github' as const,
    })(),
    ...formatFlags,
    profile,
    local,
    'endpoint-url': endpointUrl,
    concurrency,
    'max-rate': maxRate,
    'no-color': noColor,
    quiet,
    verbose,
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Init)
    this.given = flags
    const path = resolve(flags.file)
    const pipeline = flags.ci === 'none' ? undefined : pipelineFor(flags.ci, path)
    await refuseExisting([path, ...(pipeline ? [pipeline.path] : [])])
    const beginning = await beginningOf(flags, {
      folder: dirname(path),
      found: () => registryOfEnvironment(flags, this.audience.emit),
      ask: this.canAsk() ? question => this.askFor(question) : undefined,
    })
    const manifest = { path, text: await this.manifestOf(beginning, flags) }
    const files = [manifest, ...(pipeline ? [{ path: pipeline.path, text: pipeline.textOf(beginning) }] : [])]
    const ignored = await ignoredBeside(dirname(path))
    await createFiles(files, ignored)
    return this.told(beginning, [...files, ...(ignored ? [ignored] : [])])
  }

  /** What is there, which is proven before it is written, or nothing yet. */
  private async manifestOf(beginning: Begun, flags: RegistryFlags): Promise<string> {
    if (!beginning.isImported) return starterManifest(beginning)
    const { importRegistries } = await import('./open/importing.ts')
    const asked = { ...flags, begun: beginning, layout: 'flat', version: this.config.version } as const
    const release = exitOnSignal()
    const imported = await importRegistries(asked, this.audience.emit).finally(() => {
      this.audience.clear()
      release()
    })
    this.say(imported.notes)
    if (imported.unread.length > 0) process.exitCode = EXIT.incomplete
    if (!this.given.quiet && !this.jsonEnabled()) {
      const page = [this.themeFor(process.stderr), widthFor(process.stderr)] as const
      this.logToStderr(renderImported(imported, undefined, ...page))
    }
    return (imported.files[0] as DraftFile).text
  }

  private told({ name, target, account, region }: Beginning, written: readonly Pick<NewFile, 'path'>[]): unknown {
    const files = written.map(({ path }) => shownPath(path))
    for (const file of files) this.log(harmless(file))
    if (!this.given.quiet && !this.jsonEnabled())
      this.logToStderr(this.here('See that it would change nothing yet: ecrsync plan'))
    return { name, target: { name: target, account, region }, files }
  }
}

/** Of a repository, a workflow stands at its root. */
function pipelineFor(ci: Ci, manifest: string) {
  const { path, textOf } = PIPELINES[ci]
  const root = repositoryRoot(dirname(manifest), {})
  const place = { folder: relative(root, dirname(manifest)), manifest: basename(manifest) }
  return { path: join(root, path), textOf: (beginning: Beginning) => textOf({ ...beginning, ...place }) }
}
