import { Flags } from '@oclif/core'
import { harmless } from '../harmless.ts'
import { loadManifest } from '../manifest/form/load.ts'
import { printResolved } from '../manifest/meaning/print.ts'

import { further, resolve } from '../manifest/meaning/resolve.ts'
import { diskFiles } from '../manifest/text/disk-files.ts'
import { diagnosticJson } from '../render/diagnostics.ts'
import { EcrsyncCommand } from './base.ts'
import { manifestFlags } from './flags.ts'
import { knownOffline, surroundingsOf } from './open/offline.ts'

export class Validate extends EcrsyncCommand {
  static override summary = 'Check the manifest offline: form, names, and everything that ECR would refuse.'
  static override description = 'Needs no credentials and no network. Exits 3 when the manifest is wrong.'
  static override examples = ['<%= config.bin %> validate', '<%= config.bin %> validate --print']
  static override flags = {
    ...manifestFlags,
    verbose: Flags.boolean({ summary: 'Print where an unexpected error comes from.' }),
    print: Flags.boolean({ summary: 'Print the resolved manifest, each value with the file and line it comes from.' }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Validate)
    this.common = flags
    const options = { ...surroundingsOf(flags), target: knownOffline({ region: flags.region, local: false }) }
    const manifest = await loadManifest(flags.file, diskFiles, further(options))
    const resolved = resolve(manifest, options)
    const { repositories, removed, findings } = resolved
    const printed = flags.print ? printResolved(manifest.root, resolved).trimEnd() : undefined
    this.say(findings.all)
    this.log(printed ?? summaryOf(flags.file, repositories.length, 1 + manifest.fragments.length))
    return {
      valid: true,
      repositories: repositories.map(({ name }) => name),
      removed: removed.map(({ name }) => name),
      diagnostics: findings.all.map(diagnosticJson),
      ...(printed !== undefined && { manifest: printed }),
    }
  }
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

const summaryOf = (file: string, repositories: number, files: number): string =>
  `${harmless(file)} is valid: ${counted(repositories, 'repository', 'repositories')} in ${counted(files, 'file', 'files')}.`
