import { Flags } from '@oclif/core'
import { notesOn } from '../iam/notes.ts'
import { EXTRAS, type Extra } from '../iam/permissions.ts'
import { iamPolicies } from '../iam/policies.ts'
import { iamJson, renderIam } from '../render/iam-text.ts'
import { EcrsyncCommand } from './base.ts'
import { manifestFlags } from './flags.ts'
import { openManifest } from './open/manifest.ts'

export class Iam extends EcrsyncCommand {
  static override summary = 'Print the least IAM policy that a role needs to plan or apply this manifest.'
  static override description =
    'Made of the manifest alone: needs no credentials and no network. Whatever the registry holds, a run finds what it needs allowed, and nothing else is. Prints one policy as JSON; several, one after another, where targets have several identities, or where what is needed is longer than the 6,144 characters that IAM takes.'
  static override examples = [
    '<%= config.bin %> iam --mode plan',
    '<%= config.bin %> iam --mode apply --with login,revert > policy.json',
    '<%= config.bin %> iam --mode apply --target prod-eu --json',
  ]
  static override flags = {
    ...manifestFlags,
    verbose: Flags.boolean({ char: 'v', summary: 'Print where an unexpected error comes from.' }),
    mode: Flags.option({
      summary: 'What the role does: plan, which writes nothing, or apply, which plans first.',
      options: ['plan', 'apply'] as const,
      required: true,
    })(),
    with: Flags.option({
      summary:
        'What else it does, joined by commas: `login` for clients of images, `copy` of repositories that the manifest names, `server-preview` for what ECR itself says of lifecycle policies, `revert` of what was applied.',
      options: EXTRAS,
      multiple: true,
      delimiter: ',',
    })(),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Iam)
    this.given = flags
    const manifest = await openManifest({ ...flags, local: false })
    const declared = new Map(manifest.targets.map(target => [target.name, target]))
    const targets = manifest.offline().map(({ target: { name, region }, wishes }) => ({
      target: { labels: {}, ...declared.get(name), name, region },
      wishes,
    }))
    const extras = new Set<Extra>(flags.with)
    const made = iamPolicies(targets, { mode: flags.mode, extras })
    const diagnostics = notesOn(made)
    this.say(diagnostics)
    this.log(renderIam(made.policies.map(({ document }) => document)))
    const { mode } = flags
    return iamJson({ mode, extras: [...extras], policies: made.policies, diagnostics }, this.config.version)
  }
}
