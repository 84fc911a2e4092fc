import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../src/errors.ts'
import { loadManifest } from '../../src/manifest/form/load.ts'
import { resolve } from '../../src/manifest/meaning/resolve.ts'
import { wishesOf } from '../../src/manifest/meaning/wishes.ts'
import { memoryFiles } from '../../src/manifest/text/memory-files.ts'
import type { Plan } from '../../src/model.ts'
import { renderPlan } from '../../src/render/plan-text.ts'
import { colored, plain } from '../../src/render/theme.ts'
import { digestOf, imageOf, plannedOver, planOf } from '../scripted.ts'
import { TARGET } from '../world.ts'

async function planFor(text: string, names: readonly string[]): Promise<Plan> {
  const manifest = await loadManifest('ecrsync.yaml', memoryFiles(process.cwd(), { 'ecrsync.yaml': text }))
  const { repositories, of } = wishesOf(resolve(manifest, { target: TARGET, environment: {} }))
  return planOf(repositories.flatMap(of), Object.fromEntries(names.map(name => [name, {}])))
}

const options = { theme: plain, width: 100, expand: false }
const manifest = (repositories: string) => `version: 1\nname: acme\nrepositories:\n${repositories}`

describe('the last line', () => {
  test.each([
    ['  a/b:\n', [], 'Plan: 1 to create, 0 to update, 0 to delete, 0 blocked.'],
    ['  a/b:\n', ['a/b'], 'No changes. 1 repository matches the manifest.'],
    ['  a/b:\n  a/c:\n', ['a/b', 'a/c'], 'No changes. 2 repositories match the manifest.'],
    [
      '  a/b: { encryptionConfiguration: { encryptionType: KMS } }\n  a/c:\n',
      ['a/b', 'a/c'],
      'No changes. 1 repository matches the manifest.',
    ],
  ])('of %j over %j', async (repositories, names, expected) => {
    const text = renderPlan(await planFor(manifest(repositories), names), options)
    expect(text.trimEnd().split('\n').at(-1)).toBe(expected)
  })
})

describe('equal changes of many repositories', () => {
  const many = Array.from({ length: 20 }, (_, index) => `team/app-${String(index).padStart(2, '0')}`)
  const text = manifest(many.map(name => `  ${name}: { imageTagMutability: IMMUTABLE }\n`).join(''))

  test('stand once, with the count and the first names', async () => {
    const rendered = renderPlan(
      await planFor(
        manifest('').replace(
          'repositories:\n',
          `defaults:\n  - { match: "**", imageTagMutability: IMMUTABLE }\nrepositories:\n${many.map(name => `  ${name}:\n`).join('')}`,
        ),
        many,
      ),
      options,
    )
    expect(rendered).toMatch(/^ {2}~ imageTagMutability MUTABLE → IMMUTABLE · 20 repositories/m)
    expect(rendered).toContain('team/app-00, team/app-01, team/app-02 and 17 more')
    expect(rendered).toContain('  --expand names and shows all of it')
    expect(rendered.match(/MUTABLE → IMMUTABLE/g)).toHaveLength(1)
  })

  test('from different lines stand once too, and then name no line', async () => {
    const rendered = renderPlan(await planFor(text, many), options)
    expect(rendered).toMatch(/MUTABLE → IMMUTABLE · 20 repositories$/m)
    expect(rendered.match(/MUTABLE → IMMUTABLE/g)).toHaveLength(1)
  })

  test('name all of them with --expand', async () => {
    const rendered = renderPlan(await planFor(text, many), { ...options, expand: true })
    for (const name of many) expect(rendered).toContain(name)
    expect(rendered).not.toContain('--expand')
  })
})

test('images that could not be read stand below their repository, each by its tag', async () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const images = { prod: digest, v2: digest, [digest]: digest }
  const denied = () => {
    throw new EcrsyncError('ACCESS_DENIED', 'DescribeImages is not allowed')
  }
  const plan = await plannedOver({ app: {} }, { app: { image: images } }, { answers: { DescribeImages: denied } })
  const lines = renderPlan(plan, options).split('\n')
  expect(lines.slice(2, 7).map(line => line.replaceAll(/ {2,}/g, '  '))).toEqual([
    '  app',
    '  ? image prod  DescribeImages is not allowed',
    '  ? image v2  DescribeImages is not allowed',
    '  ? image sha256:aaaaaaaa…aaa  DescribeImages is not allowed',
    '',
  ])
  expect(lines.at(-2)).toBe('Plan: 0 to create, 0 to update, 0 to delete, 0 blocked, 3 unread.')
})

test('equal plans are equal bytes, and colours change nothing but colours', async () => {
  const plan = await planFor(
    manifest('  a/b: { tags: { team: "x" } }\n  a/c: { encryptionConfiguration: { encryptionType: KMS } }\n'),
    ['a/c'],
  )
  expect(renderPlan(plan, options)).toBe(renderPlan(plan, options))
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
  expect(renderPlan(plan, { ...options, theme: colored }).replace(/\u001b\[\d+m/g, '')).toBe(renderPlan(plan, options))
})

test('what the manifest says is text, and no command to the terminal', async () => {
  const text = manifest(
    '  a/b:\n    lifecyclePolicy: [{ any: true, keepNewest: 1, description: "x" }]\nremoved:\n  - { name: a/old, reason: "gone\\e[2J\\nPlan: 0 to create" }\n',
  )
  const rendered = renderPlan(await planFor(text, ['a/b', 'a/old']), options)
  expect(rendered).toContain('gone\\u001b[2J\\nPlan: 0 to create')
  expect(rendered.match(/^Plan: /gm)).toHaveLength(1)
})

test('what expires is never grey, and what a policy leaves alone is', async () => {
  const lifecycle = {
    lifecyclePolicy: [
      {
        body: [
          { tagPattern: 'v*', keepNewest: 1 },
          { tagPattern: 'x*', keepNewest: 1 },
        ],
      },
    ],
  }
  const images = [imageOf(digestOf('a'), ['v1'], { days: 3 }), imageOf(digestOf('b'), ['v2'], { days: 2 })]
  const plan = await plannedOver({ app: { images } }, { app: { lifecyclePolicy: lifecycle } })
  const marked = renderPlan(plan, { ...options, theme: (role, text) => (text === '' ? '' : `<${role}>${text}</>`) })
  expect(marked).toContain('<delete>rule 1 (v*) expires 1 image (1000 B)</>')
  expect(marked).toContain('<faint>rule 2 (x*) matches no image</>')
})

test('repositories that are not in the manifest are counted, and named with --expand', async () => {
  const plan = await planFor(manifest('  a/b:\n'), ['a/b', 'a/x', 'a/y'])
  expect(renderPlan(plan, options)).not.toContain('a/x')
  expect(renderPlan(plan, { ...options, expand: true })).toContain('  not in this manifest: a/x, a/y\n')
})

const statement = (account: string) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'pull', Effect: 'Allow', Principal: { AWS: account }, Action: 'ecr:BatchGetImage' }],
})
const NEW_POLICY = { repositoryPolicy: { repositoryPolicy: [{ body: statement('444455556666') }] } }

test('a raw hunk of several repositories is printed once', async () => {
  const policy = statement('111122223333')
  const plan = await plannedOver({ a: { policy }, b: { policy } }, { a: NEW_POLICY, b: NEW_POLICY })
  const page = renderPlan(plan, options)
  expect(page).toContain('~ repositoryPolicy · 2 repositories: a, b')
  expect(page.match(/^ {6}@@/gm)).toHaveLength(1)
})

test('of repositories with policies of their own, a group says what each had, and with --expand how each changes', async () => {
  const [one, other] = [statement('111122223333'), statement('777788889999')]
  const plan = await plannedOver({ a: { policy: one }, b: { policy: other } }, { a: NEW_POLICY, b: NEW_POLICY })
  const page = renderPlan(plan, options)
  expect(page).toContain('      instead of BatchGetImage by 111122223333 · a\n')
  expect(page).toContain('      instead of BatchGetImage by 777788889999 · b\n')
  expect(page).not.toContain('@@')
  expect(renderPlan(plan, { ...options, expand: true }).match(/^ {6}@@/gm)).toHaveLength(2)
})

test('new repositories that differ in one tag are one block, and each that differs has a line', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `team/app-${String(index).padStart(2, '0')}`)
  const settings = names.map(name => [name, { repository: { tags: { team: 'x', service: name } } }] as const)
  const page = renderPlan(await plannedOver({}, Object.fromEntries(settings)), options)
  expect(page.match(/^ {4}\+ repository/gm)).toHaveLength(1)
  expect(page).toMatch(/^ {8}tags +team=x/m)
  expect(page).toMatch(/^ {8}tag +service=team\/app-00 · team\/app-00/m)
  expect(page).toContain('        and 32 more\n')
})
