import { Flags } from '@oclif/core'
import { EXIT } from '../errors.ts'
import { harmless } from '../harmless.ts'
import { type LaidOutFile, laidOutFiles } from '../layout/files.ts'
import { diskFiles } from '../manifest/text/disk-files.ts'
import { counted } from '../words.ts'
import { EcrsyncCommand } from './base.ts'
import { formatFlags, manifestFlags } from './flags.ts'
import { replaceFiles } from './open/replacing.ts'

const { file, 'no-color': noColor, quiet } = manifestFlags

export class Fmt extends EcrsyncCommand {
  static override summary = 'Give a manifest and the files that it includes the one layout.'
  static override description =
    'Puts keys into one order, what fits into one line, quotes where they are needed, and settings into their short forms. Comments and the order of names stay, and what the manifest says. Needs no credentials and no network. Writes all files or none; exits 3 where one cannot be read as YAML.'
  static override examples = ['<%= config.bin %> fmt', '<%= config.bin %> fmt --check']
  static override flags = {
    file,
    check: Flags.boolean({ summary: 'Write nothing: name the files that have another layout, and exit 2.' }),
    ...formatFlags,
    'no-color': noColor,
    quiet,
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Fmt)
    this.given = flags
    const files = await laidOutFiles(flags.file, diskFiles)
    const others = files.filter(({ isSame }) => !isSame)
    if (flags.check) process.exitCode = others.length > 0 ? EXIT.changesPending : EXIT.done
    else await replaceFiles(others)
    for (const { file } of others) this.log(harmless(file))
    if (!flags.quiet && !this.jsonEnabled()) this.logToStderr(this.here(summaryOf(files.length, others, flags.check)))
    return { check: flags.check, files: files.map(({ file, isSame }) => ({ file, changed: !isSame })) }
  }
}

function summaryOf(all: number, { length }: readonly LaidOutFile[], isCheck: boolean): string {
  const files = counted(all, 'file', 'files')
  if (length === 0) return `${files} ${all === 1 ? 'has' : 'have'} the layout.`
  return isCheck
    ? `${length} of ${files} ${length === 1 ? 'has' : 'have'} another layout: write it with ecrsync fmt.`
    : `${length} of ${files} ${length === 1 ? 'was' : 'were'} laid out.`
}
