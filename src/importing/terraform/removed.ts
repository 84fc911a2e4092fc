import { byText } from '../../collate.ts'
import { harmless } from '../../harmless.ts'
import type { LeftOut } from '../held.ts'
import type { TerraformResource } from './resource.ts'

const HEAD = `# With these, Terraform 1.7 and newer forgets what ecrsync manages from now on, and destroys nothing of it.
# Put them in the place of the resource blocks, and look at the plan of Terraform before its apply.
`

/**
 * The blocks that make Terraform forget what has come into the manifest, one for all instances of a resource. None makes it
 * forget what the manifest does not have.
 */
export function removedBlocks(resources: readonly TerraformResource[], leftOut: readonly LeftOut[]): string {
  const kept = new Map(leftOut.map(({ name, reason }) => [name, reason]))
  const reasons = new Map<string, string>()
  for (const { block, label } of resources) if (kept.has(label)) reasons.set(block, kept.get(label) as string)
  const blocks = [...new Set(resources.map(({ block }) => block))].sort(byText)
  return [HEAD, ...blocks.map(block => textOf(block, reasons.get(block)))].join('\n')
}

const textOf = (block: string, reason: string | undefined): string =>
  reason === undefined
    ? `removed {\n  from = ${block}\n\n  lifecycle {\n    destroy = false\n  }\n}\n`
    : `# ${block} stays with Terraform, or a part of it: ${harmless(reason)}\n`
