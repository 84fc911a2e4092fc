import { type Form, laidOut } from './laid-out.ts'

/** What somebody begins with. */
export interface Beginning {
  readonly name: string
  readonly target: string
  readonly account: string
  readonly region: string
}

/** For editors, of an installed package. */
export const schemaLine = (form: Form): string =>
  `# yaml-language-server: $schema=./node_modules/ecrsync/schemas/${form}.schema.json`

/** A manifest that manages nothing yet: its plan is empty. */
export function starterManifest({ name, target, account, region }: Beginning): string {
  const targets = { [target]: { account, region } }
  return laidOut(
    `${schemaLine('manifest')}
version: 1
name: ${JSON.stringify(name)}

targets: ${JSON.stringify(targets)}

# Repositories by name. Those that exist are managed as they are; what is left out stays as it is:
#   team/api:
#     tags: { team: storefront }
#     imageTagMutability: IMMUTABLE
#     lifecyclePolicy:
#       - { tagPattern: "v*", keepNewest: 30 }
#       - { untagged: true, expireAfter: 7 days }
repositories: {}
`,
    'manifest',
  )
}
