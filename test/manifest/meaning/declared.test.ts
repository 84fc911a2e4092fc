import { describe, expect, test } from 'vitest'
import { loadManifest } from '../../../src/manifest/form/load.ts'
import { resolve } from '../../../src/manifest/meaning/resolve.ts'
import { wishesOf } from '../../../src/manifest/meaning/wishes.ts'
import { memoryFiles } from '../../../src/manifest/text/memory-files.ts'
import { HEAD, wishesFrom } from '../world.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('a local source of an image', () => {
  const FILES = {
    'ecrsync.yaml': `${HEAD}include: [teams/a/*.yaml]\nrepositories: { app: { images: { v1: "oci:./build/app" } } }\n`,
    'teams/a/b.yaml': `repositories: { bb: { images: { v1: "oci-archive:../b.tar@${DIGEST}" } } }\n`,
  }
  const wants = async (folder: string) => {
    const manifest = await loadManifest(`${folder}/ecrsync.yaml`, memoryFiles(folder, FILES))
    const wishes = wishesOf(resolve(manifest, { target: {}, environment: {} }))
    return wishes.repositories.flatMap(wishes.of).map(({ address, want }) => ({ address, want }))
  }

  test('is relative to the file that says it, and that to the folder of the root', async () => {
    expect(await wants('/work')).toContainEqual({
      address: 'image["app:v1"]',
      want: expect.objectContaining({ source: { from: 'oci', path: './build/app', directory: '' } }),
    })
    expect(await wants('/work')).toContainEqual({
      address: 'image["bb:v1"]',
      want: expect.objectContaining({
        source: { from: 'oci-archive', path: '../b.tar', directory: 'teams/a', digest: DIGEST },
      }),
    })
  })

  test('is the same wherever the manifest stands', async () => {
    expect(await wants('/somewhere/else')).toEqual(await wants('/work'))
  })
})

describe('a document is made into a wish once for all repositories that share it', () => {
  const POLICIES = `${HEAD}env: [CI]
lifecyclePolicies: { few: [{ any: true, keepNewest: 3 }] }
repositoryPolicies:
  pull: { access: { pull: ["111122223333"] } }
  ci: { access: { pull: ["\${{ env.CI }}"] } }
  each: { statements: [{ Effect: Deny, Principal: "*", Action: "ecr:PutImage", Sid: "\${{ repository.name }}" }] }
`
  const OPTIONS = { environment: { CI: '444455556666' } }
  const wantsOf = async (kind: string, repositories: string) => {
    const wishes = await wishesFrom(`${POLICIES}${repositories}`, OPTIONS)
    return wishes.repositories.map(name => wishes.of(name).find(declared => declared.kind === kind)?.want)
  }

  test.each<[string, string, string]>([
    [
      'of a layer',
      'lifecyclePolicy',
      'defaults: [{ match: "**", lifecyclePolicy: few }]\nrepositories: { aa: , bb: }\n',
    ],
    [
      'used by its name',
      'lifecyclePolicy',
      'repositories: { aa: { lifecyclePolicy: few }, bb: { lifecyclePolicy: few } }\n',
    ],
    [
      'joined of the same parts',
      'repositoryPolicy',
      'repositories: { aa: { repositoryPolicy: [pull, ci] }, bb: { repositoryPolicy: [pull, ci] } }\n',
    ],
    [
      'with a variable that is the same for all',
      'repositoryPolicy',
      'repositories: { aa: { repositoryPolicy: ci }, bb: { repositoryPolicy: ci } }\n',
    ],
  ])('%s', async (_name, kind, repositories) => {
    const [one, other] = await wantsOf(kind, repositories)
    expect(one).toBeDefined()
    expect(one).toBe(other)
  })

  test.each<[string, string, string]>([
    [
      'with a variable that is another in each',
      'repositoryPolicy',
      'repositories: { aa: { repositoryPolicy: each }, bb: { repositoryPolicy: each } }\n',
    ],
    [
      'of other parts',
      'repositoryPolicy',
      'repositories: { aa: { repositoryPolicy: [pull, ci] }, bb: { repositoryPolicy: pull } }\n',
    ],
    [
      'of the same parts in another order',
      'repositoryPolicy',
      'repositories: { aa: { repositoryPolicy: [pull, ci] }, bb: { repositoryPolicy: [ci, pull] } }\n',
    ],
  ])('but not one %s', async (_name, kind, repositories) => {
    const [one, other] = await wantsOf(kind, repositories)
    expect(one).not.toEqual(other)
  })
})
