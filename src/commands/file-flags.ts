import { Flags } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'

/** Flags of what makes a manifest of the file of another tool. */
export const fileFlags = {
  'from-terraform': Flags.string({
    summary:
      'A state of Terraform, or what terraform show -json prints, in the place of the registries; with removed.tf, by which Terraform forgets what it has.',
    helpValue: 'FILE',
    exclusive: ['from-cloudformation'],
  }),
  'from-cloudformation': Flags.string({
    summary: 'A template of CloudFormation, in YAML or JSON, in the place of the registries.',
    helpValue: 'TEMPLATE',
  }),
  parameter: Flags.string({
    summary:
      'The value of a parameter of the template, or of a pseudo-parameter; left out, its default; may be repeated.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME=VALUE',
    dependsOn: ['from-cloudformation'],
  }),
  verify: Flags.boolean({
    summary: 'Plan what was made of the file against what is there, too, and exit 2 where it would change something.',
  }),
}

interface FileFlagValues {
  readonly 'from-terraform'?: string | undefined
  readonly 'from-cloudformation'?: string | undefined
  readonly verify: boolean
}

export const isOfFile = (flags: FileFlagValues): boolean =>
  flags['from-terraform'] !== undefined || flags['from-cloudformation'] !== undefined

/** @throws EcrsyncError INVALID_FLAG */
export function checkFileFlags(flags: FileFlagValues): void {
  if (!flags.verify || isOfFile(flags)) return
  throw new EcrsyncError('INVALID_FLAG', '--verify goes with the file of another tool', {
    detail: 'What is made of registries is planned against them anyway.',
    hint: 'Leave it out, or name a file with --from-terraform or --from-cloudformation.',
  })
}

/** `NAME=VALUE` of which the value may hold a `=`. @throws EcrsyncError INVALID_FLAG */
export function parameterIn(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=')
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)]
  throw new EcrsyncError('INVALID_FLAG', 'A --parameter without its value', {
    detail: `${text || 'Nothing'} is no NAME=VALUE.`,
    hint: 'Write for example --parameter Environment=prod.',
  })
}
