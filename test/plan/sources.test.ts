import { describe, expect, test } from 'vitest'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { resolve } from '../../src/manifest/meaning/resolve.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import { diskFiles } from '../../src/manifest/text/disk-files.ts'
import { folderWith } from '../folder.ts'
import { changesOf } from '../kinds/differences.ts'
import { TARGET } from '../world.ts'

const MANIFEST = `version: 1
name: acme
repositories:
  team/api:
    tags:
      team: x
      a.b: z
    lifecyclePolicy:
      rules:
        - { rulePriority: 20, selection: { tagStatus: any, countType: imageCountMoreThan, countNumber: 9 }, action: { type: expire } }
        - { rulePriority: 10, selection: { tagStatus: untagged, countType: imageCountMoreThan, countNumber: 1 }, action: { type: expire } }
  team/web:
    lifecyclePolicy:
      - { tagPattern: v*, keepNewest: 5 }
      - { untagged: true, keepNewest: 1 }
`

const rule = (rulePriority: number, tagStatus: string, countNumber: number, more = {}) => ({
  rulePriority,
  selection: { tagStatus, ...more, countType: 'imageCountMoreThan', countNumber },
  action: { type: 'expire' },
})

async function lineOf(address: string, live: object): Promise<number | undefined> {
  const folder = await folderWith({ 'ecrsync.yaml': MANIFEST })
  const resolved = resolve(await loadManifest(`${folder}/ecrsync.yaml`, diskFiles), { target: TARGET, environment: {} })
  const { of, repositories } = wishesOf(resolved)
  const declared = repositories.flatMap(of).filter(wish => wish.address === address)
  const changes = await changesOf(declared, () => live as never)
  return changes[0]?.source?.line
}

describe('a change shows the line of what it changes', () => {
  test.each<readonly [name: string, address: string, live: object, line: number]>([
    ['a tag', 'repository["team/api"]', { tags: { team: 'y', 'a.b': 'z' } }, 6],
    ['a tag whose key is no word', 'repository["team/api"]', { tags: { team: 'x' } }, 7],
    [
      'a rule of the short form',
      'lifecyclePolicy["team/web"]',
      { rules: [rule(1, 'tagged', 5, { tagPatternList: ['v*'] }), rule(2, 'untagged', 2)] },
      15,
    ],
    [
      'a rule that its number puts first',
      'lifecyclePolicy["team/api"]',
      { rules: [rule(1, 'untagged', 2), rule(2, 'any', 9)] },
      11,
    ],
    [
      'a rule that its number puts last',
      'lifecyclePolicy["team/api"]',
      { rules: [rule(1, 'untagged', 1), rule(2, 'any', 8)] },
      10,
    ],
    ['a whole policy', 'lifecyclePolicy["team/web"]', { rules: [], future: 1 }, 13],
  ])('%s', async (_, address, live, line) => expect(await lineOf(address, live)).toBe(line))
})
