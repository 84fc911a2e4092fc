import { expect, test } from 'vitest'
import type { Change } from '../../src/model.ts'
import { plain } from '../../src/render/theme.ts'
import { renderUpdated, type UpdateDocument, updatedJson } from '../../src/render/update-text.ts'

const source = (line: number) => ({ file: 'ecrsync.yaml', line, column: 3 })

/** What is told of a change, and what it is told by. */
interface Told extends Pick<Change, 'kind' | 'name'> {
  readonly target?: string
  readonly action?: Change['action']
  readonly paths?: readonly string[]
  readonly source?: Change['source']
  readonly scope: 'repository' | 'registry'
  readonly repository?: string
}

const changeOf = (change: Told) =>
  ({
    target: 'default',
    address: `${change.kind}["${change.name}"]`,
    action: 'update',
    paths: [],
    source: source(4),
    ...change,
  }) as unknown as Change

const ofRepository = (kind: string, name: string, more: Partial<Told> = {}) =>
  changeOf({ kind, name, scope: 'repository', repository: name, ...more })

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `app-${index}`)

const targetsOf = (...names: readonly string[]) =>
  names.map(name => ({ name, account: '111122223333', region: 'eu-west-1' }))

const documentOf = (more: Partial<UpdateDocument>): UpdateDocument => ({
  name: 'acme',
  files: [],
  targets: targetsOf('default'),
  added: [],
  set: [],
  taken: [],
  differing: [],
  leftOut: [],
  unread: [],
  ...more,
})

const shared = (more: Partial<Told> = {}) =>
  numbered(166).map(name => ofRepository('repositoryPolicy', name, { paths: ['document'], ...more }))

const rows: readonly (readonly [name: string, told: Partial<UpdateDocument>, lines: readonly string[]])[] = [
  [
    'what differs in many repositories by one line of the manifest is one line',
    { differing: shared() },
    ['differs   repositoryPolicy document, 166 repositories: app-0, app-1, app-2 and 163 more (ecrsync.yaml:4)'],
  ],
  [
    'what was taken in many repositories is one line',
    { taken: shared() },
    ['taken     repositoryPolicy document, 166 repositories: app-0, app-1, app-2 and 163 more'],
  ],
  [
    'a setting that came to many repositories is one line, and that of one names it',
    { set: [...numbered(5).map(name => `${name}: tags.team`), 'web: lifecyclePolicy', 'registry: accountSettings'] },
    [
      'added     tags.team, 5 repositories: app-0, app-1, app-2 and 2 more',
      'added     web: lifecyclePolicy',
      'added     registry: accountSettings',
    ],
  ],
  [
    'what one repository has in several targets is one line that names them',
    {
      targets: targetsOf('eu', 'us'),
      differing: ['eu', 'us'].map(target => ofRepository('lifecyclePolicy', 'web', { target })),
    },
    ['differs   lifecyclePolicy["web"] in eu, us (ecrsync.yaml:4)'],
  ],
  [
    'other paths, other lines of the manifest and other news are lines of their own',
    {
      differing: [
        ofRepository('repository', 'a', { paths: ['tags.team'] }),
        ofRepository('repository', 'b', { paths: ['imageTagMutability'] }),
        ofRepository('repository', 'c', { paths: ['tags.team'], source: source(9) }),
        ofRepository('repository', 'd', { paths: ['tags.team'], action: 'create' }),
      ],
    },
    [
      'differs   repository["a"] tags.team (ecrsync.yaml:4)',
      'differs   repository["b"] imageTagMutability (ecrsync.yaml:4)',
      'differs   repository["c"] tags.team (ecrsync.yaml:9)',
      'differs   repository["d"] is not there (ecrsync.yaml:4)',
    ],
  ],
  [
    'things of the registry are told one by one, for their names are all that they are',
    {
      differing: ['quay', 'hub'].map(name => changeOf({ kind: 'pullThroughCacheRule', name, scope: 'registry' })),
    },
    [
      'differs   pullThroughCacheRule["quay"] (ecrsync.yaml:4)',
      'differs   pullThroughCacheRule["hub"] (ecrsync.yaml:4)',
    ],
  ],
]

const linesOf = (document: UpdateDocument) =>
  renderUpdated(document, plain, 200)
    .split('\n')
    .slice(1)
    .map(line => line.trim())

test.each(rows)('%s', (_, told, lines) => expect(linesOf(documentOf(told))).toEqual(lines))

test('of many that have nothing in common the first thirty are told, and all of them as JSON', () => {
  const differing = numbered(40).map((name, line) => ofRepository('repository', name, { source: source(line) }))
  const document = documentOf({ differing })
  const lines = linesOf(document)
  expect([lines.length, lines[29], lines[30]]).toEqual([
    31,
    'differs   repository["app-29"] (ecrsync.yaml:29)',
    'and 10 more',
  ])
  expect(renderUpdated(document, plain, 200)).toMatch(/: 0 repositories and 0 settings added, 40 differ\.\n/)
  expect(updatedJson(document, '1.0.0').differing).toHaveLength(40)
})
