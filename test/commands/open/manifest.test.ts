import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openManifest } from '../../../src/commands/open/manifest.ts'
import { folderWith } from '../../folder.ts'

const TEXT = `version: 1
name: acme
targets:
  prod: { account: "111122223333", region: eu-west-1, labels: { env: prod } }
  dev: { account: "444455556666", region: us-east-1, labels: { env: dev } }
  own: { region: us-gov-west-1 }
lifecyclePolicies:
  some: [{ any: true, keepNewest: 3, description: "\${AWS::Region}" }]
repositories:
  "a\${{ target.account }}/app": { tags: { at: "\${{ target.region }}" } }
  prod/app: { targets: [prod], repositoryPolicy: [inherited, { access: { pull: ["111122223333"] } }] }
removed:
  - { name: prod/old, targets: [prod] }
`

const opened = async (target?: readonly string[], text = TEXT) =>
  openManifest({ file: join(await folderWith({ 'ecrsync.yaml': text }), 'ecrsync.yaml'), local: true, target })

describe('an open manifest', () => {
  test('has the chosen targets, and says what is said of all', async () => {
    const { targets, about, needsAccount } = await opened(['env=dev', 'own'])
    expect(targets.map(({ name }) => name)).toEqual(['dev', 'own'])
    const manifest = { name: 'acme', digest: expect.stringMatching(/^sha256:/), fragments: 0 }
    expect(about).toEqual({ manifest, guards: {} })
    expect(needsAccount).toBe(true)
  })

  test('has the one target of the environment where it declares none', async () => {
    const { targets, needsAccount } = await opened(undefined, 'version: 1\nname: acme\nrepositories: { app: }\n')
    expect({ targets, needsAccount }).toEqual({ targets: [{ name: 'default', labels: {} }], needsAccount: false })
  })

  test('knows the repositories of one target, and of any chosen one', async () => {
    const manifest = await opened()
    expect([...manifest.repositoriesFor()]).toEqual([
      'a111122223333/app',
      'prod/app',
      'a444455556666/app',
      'a${{ target.account }}/app',
    ])
    const own = { name: 'own', region: 'us-gov-west-1', account: '777788889999' }
    expect([...manifest.repositoriesFor(own)]).toEqual(['a777788889999/app'])
  })

  test('wishes in each target for what is for it, and warns of what is so there', async () => {
    const manifest = await opened()
    const intentOf = (name: string, region: string) => {
      const { wishes, warnings } = manifest.intentFor({ name, region })
      const told = warnings.map(({ code, targets = ['everywhere'] }) => `${code} ${targets}`)
      return { repositories: wishes.repositories, told }
    }
    expect(intentOf('prod', 'eu-west-1')).toEqual({
      repositories: ['a111122223333/app', 'prod/app', 'prod/old'],
      told: ['UNKNOWN_VARIABLE everywhere', 'NOTHING_INHERITED prod'],
    })
    expect(intentOf('dev', 'us-east-1')).toEqual({
      repositories: ['a444455556666/app'],
      told: ['UNKNOWN_VARIABLE everywhere'],
    })
  })

  test('shares the wishes of targets that are resolved alike', async () => {
    const text =
      'version: 1\nname: acme\ntargets: { a: { region: us-east-1, profile: a }, b: { region: us-east-1, profile: b } }\nrepositories: { app: }\n'
    const { intentFor } = await opened(undefined, text)
    const [a, b] = ['a', 'b'].map(name => intentFor({ name, region: 'us-east-1' }))
    expect(a?.wishes).toBe(b?.wishes)
  })

  test('is refused whole for an error of a target that is not chosen', async () => {
    const text = TEXT.replace('tags: { at:', 'encryptionConfiguration: { encryptionType: KMS_DSSE }, tags: { at:')
    await expect(opened(['own'], text)).rejects.toMatchObject({
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'ENCRYPTION', targets: ['dev'] })]),
    })
  })
})
