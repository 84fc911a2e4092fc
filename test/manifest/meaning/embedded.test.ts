import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Kind, Problem } from '../../../src/kinds/kind.ts'
import { checkRegistry } from '../../../src/manifest/meaning/checks.ts'
import { declaredOf, loweringIn } from '../../../src/manifest/meaning/declared.ts'
import { fillWith } from '../../../src/manifest/meaning/fill.ts'
import { lookups } from '../../../src/manifest/meaning/lookup.ts'
import { onceForShared } from '../../../src/manifest/meaning/once.ts'
import { checkReferences } from '../../../src/manifest/meaning/references.ts'
import { registryLayers, registryOf } from '../../../src/manifest/meaning/registry.ts'
import { Findings } from '../../../src/manifest/text/findings.ts'
import type { Fields } from '../../../src/model.ts'
import { list, unlist } from '../../kinds/setting.ts'
import { CONTEXT } from '../../world.ts'
import { HEAD, loadedFrom } from '../world.ts'

/** A kind of many things, each of which holds documents of two other kinds. */
const template = {
  key: 'template',
  scope: 'registry',
  manifest: { templates: { description: 'Templates.', type: 'object' } },
  layering: { byKey: ['templates'] },
  embeds: ['repositoryPolicy', 'lifecyclePolicy'],
  want: ({ templates = {} }: Fields) => new Map(Object.entries(templates as object)),
  check: ({ templates = {} }: Fields): readonly Problem[] =>
    Object.entries(templates as Readonly<Record<string, Fields>>).flatMap(([key, thing]) =>
      [thing.repositoryPolicy ?? []].flat().map((_, index) => ({
        path: ['templates', key, 'repositoryPolicy', index, 'access', 'pull'],
        code: 'ACCESS',
        summary: `Part ${index} of ${key}`,
      })),
    ),
} as unknown as Kind

beforeAll(() => list(template))
afterAll(() => unlist(template))

const FILES = {
  'ecrsync.yaml': `${HEAD}repositoryPolicies:
  org-pull: { access: { pull: ["o-abc1234567"] } }
  from-file: { file: policies/x.json }
lifecyclePolicies: { standard: [{ untagged: true, expireAfter: 7 days }] }
repositories: { app: }
`,
  'policies/x.json': '{ "Version": "2008-10-17", "Statement": [] }',
}

async function saying(templates: Fields) {
  const manifest = await loadedFrom(FILES)
  const root = { ...manifest.root, value: { ...(manifest.root.value as Fields), registry: { templates } } }
  const laying = { variables: new Map(), lookup: lookups({ ...manifest, root })(root), report: () => undefined }
  const registry = registryOf(root, registryLayers(root, laying))
  return { manifest: { ...manifest, root }, registry }
}

async function wantOf(templates: Fields, variables: ReadonlyMap<string, string> = new Map()) {
  const { registry } = await saying(templates)
  return declaredOf(template, fillWith(variables).everywhere(registry), loweringIn(CONTEXT)).map(({ want }) => want)
}

async function findingsOf(templates: Fields) {
  const { manifest } = await saying(templates)
  const findings = new Findings()
  checkReferences(manifest, findings)
  return findings.all.map(({ code, summary }) => `${code} ${summary}`)
}

describe('documents in each of many things', () => {
  test('are given by name, by file, in place, as a list, or must not be', async () => {
    const access = { access: { push: ['111122223333'] } }
    const [one, two, none] = (await wantOf({
      one: { customRoleArn: 'r', repositoryPolicy: 'org-pull', lifecyclePolicy: 'standard' },
      two: { repositoryPolicy: ['from-file', access], lifecyclePolicy: [{ any: true, keepNewest: 3 }] },
      none: { repositoryPolicy: null },
      gone: null,
    })) as readonly Fields[]
    expect(one).toMatchObject({
      customRoleArn: 'r',
      repositoryPolicy: [{ named: 'org-pull', body: { access: { pull: ['o-abc1234567'] } } }],
      lifecyclePolicy: [{ named: 'standard', body: [{ untagged: true, expireAfter: '7 days' }] }],
    })
    expect(two).toMatchObject({
      repositoryPolicy: [{ named: 'from-file', file: 'policies/x.json', body: { Statement: [] } }, { body: access }],
      lifecyclePolicy: [{ body: [{ any: true, keepNewest: 3 }] }],
    })
    expect(none).toEqual({ repositoryPolicy: null })
  })

  test('take variables', async () => {
    const [want] = await wantOf(
      { one: { note: '${{ target.region }}', repositoryPolicy: { access: { pull: ['${{ target.account }}'] } } } },
      new Map([
        ['target.region', 'eu-west-1'],
        ['target.account', '111122223333'],
      ]),
    )
    expect(want).toMatchObject({
      note: 'eu-west-1',
      repositoryPolicy: [{ body: { access: { pull: ['111122223333'] } }, isFilled: true }],
    })
  })

  test('stay the very same where there is nothing to fill in', async () => {
    const { registry } = await saying({ one: { repositoryPolicy: 'org-pull' }, two: {} })
    expect(fillWith(new Map()).everywhere(registry).settings).toBe(registry.settings)
  })

  test.each<[string, Fields, readonly string[]]>([
    ['a name that is not defined', { repositoryPolicy: 'org-pul' }, ['UNKNOWN_POLICY Unknown policy "org-pul"']],
    ['`inherited`', { repositoryPolicy: ['inherited', 'org-pull'] }, ['NOTHING_INHERITED A template inherits nothing']],
    ['`live`', { repositoryPolicy: ['live', 'org-pull'] }, ['LIVE_NOT_MERGED repositoryPolicy knows no `live` here']],
    ['`live` for all of it', { lifecyclePolicy: 'live' }, ['LIVE_NOT_MERGED lifecyclePolicy knows no `live` here']],
    ['what is defined', { repositoryPolicy: ['org-pull'], lifecyclePolicy: 'standard' }, []],
  ])('are looked up: %s', async (_, one, expected) => expect(await findingsOf({ one })).toEqual(expected))

  test('have findings at their own places', async () => {
    const { manifest, registry } = await saying({
      one: { repositoryPolicy: ['org-pull', 'from-file', { access: { push: [] } }] },
    })
    const found: [string, unknown, unknown][] = []
    const findings = new Findings()
    findings.at = (place, { summary, detail }) => void found.push([place.path.join('.'), summary, detail])
    checkRegistry({ layers: [], registry }, { context: CONTEXT, findings, once: onceForShared() }, [template])
    expect(manifest.documents.uses).toHaveLength(1)
    expect(found).toEqual([
      ['repositoryPolicies.org-pull.access.pull', 'Part 0 of one', undefined],
      ['repositoryPolicies.from-file.file', 'Part 1 of one', 'In policies/x.json at access.pull.'],
      ['registry.templates.one.repositoryPolicy.2.access.pull', 'Part 2 of one', undefined],
    ])
  })

  test('have their form checked when they are filled in', async () => {
    const { registry } = await saying({ one: { lifecyclePolicy: [{ any: '${{ target.region }}', keepNewest: 3 }] } })
    const filled = fillWith(new Map([['target.region', 'eu']])).everywhere(registry)
    const found: [string, string][] = []
    const findings = new Findings()
    findings.at = (place, { code }) => void found.push([place.path.join('.'), code])
    checkRegistry({ layers: [], registry: filled }, { context: CONTEXT, findings, once: onceForShared() }, [template])
    expect(found).toContainEqual(['registry.templates.one.lifecyclePolicy.0.any', expect.any(String)])
  })
})
