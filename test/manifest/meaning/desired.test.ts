import { describe, expect, test } from 'vitest'
import { loadManifest } from '../../../src/manifest/form/load.ts'
import { desiredOf } from '../../../src/manifest/meaning/desired.ts'
import { resolve } from '../../../src/manifest/meaning/resolve.ts'
import { memoryFiles } from '../../../src/manifest/text/memory-files.ts'
import { HEAD } from '../world.ts'

const DIGEST = `sha256:${'a'.repeat(64)}`

describe('a local source of an image', () => {
  const FILES = {
    'ecrsync.yaml': `${HEAD}include: [teams/a/*.yaml]\nrepositories: { app: { images: { v1: "oci:./build/app" } } }\n`,
    'teams/a/b.yaml': `repositories: { bb: { images: { v1: "oci-archive:../b.tar@${DIGEST}" } } }\n`,
  }
  const wants = async (folder: string) => {
    const manifest = await loadManifest(`${folder}/ecrsync.yaml`, memoryFiles(folder, FILES))
    const desired = desiredOf(resolve(manifest, { target: {}, environment: {} }))
    return [...desired.values()].map(({ address, want }) => ({ address, want }))
  }

  test('is relative to the file that says it, and that to the folder of the root', async () => {
    expect(await wants('/work')).toContainEqual({
      address: 'image["app:v1"]',
      want: { source: { from: 'oci', path: './build/app', directory: '' }, referrers: false },
    })
    expect(await wants('/work')).toContainEqual({
      address: 'image["bb:v1"]',
      want: {
        source: { from: 'oci-archive', path: '../b.tar', directory: 'teams/a', digest: DIGEST },
        referrers: false,
      },
    })
  })

  test('is the same wherever the manifest stands', async () => {
    expect(await wants('/somewhere/else')).toEqual(await wants('/work'))
  })
})
