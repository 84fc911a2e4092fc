import { Flags } from '@oclif/core'
import { loadManifest } from '../manifest/load.ts'
import { printResolved } from '../manifest/print.ts'
import { resolve } from '../manifest/resolve.ts'
import { diagnosticJson } from '../render/diagnostics.ts'
import { EcrsyncCommand } from './base.ts'
import { manifestFlags } from './flags.ts'
import { regionOf } from './session.ts'

export class Validate extends EcrsyncCommand {
  static override summary = 'Check the manifest offline: form, names, and everything that ECR would refuse.'
  static override description = 'Needs no credentials and no network. Exits 3 when the manifest is wrong.'
  static override examples = ['<%= config.bin %> validate', '<%= config.bin %> validate --print']
  static override flags = {
    ...manifestFlags,
    print: Flags.boolean({ summary: 'Print the resolved manifest, each value with the file and line it comes from.' }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Validate)
    this.common = flags
    const manifest = await loadManifest(flags.file)
    const resolved = resolve(manifest, {
      target: regionOf({ region: flags.region, local: false }),
      environment: process.env,
    })
    const { repositories, removed, findings } = resolved
    this.say(findings.all)
    const files = 1 + manifest.fragments.length
    this.log(
      flags.print
        ? printResolved(resolved).trimEnd()
        : `${flags.file} is valid: ${repositories.length} ${repositories.length === 1 ? 'repository' : 'repositories'} in ${files} ${files === 1 ? 'file' : 'files'}.`,
    )
    return {
      valid: true,
      repositories: repositories.map(({ name }) => name),
      removed: removed.map(({ name }) => name),
      diagnostics: findings.all.map(diagnosticJson),
    }
  }
}
