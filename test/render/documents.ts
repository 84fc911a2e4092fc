import type { Change, Diagnostic, Plan, Source } from '../../src/model.ts'
import type { Applied } from '../../src/render/apply-text.ts'
import type { Copied } from '../../src/render/copy-text.ts'
import type { Previewed } from '../../src/render/preview.ts'

// One document for each renderer, with something in every place.

const source: Source = { file: 'ecrsync.yaml', line: 3, column: 5 }
const amount = { images: 1, bytes: 1024 }

const diagnostic: Diagnostic = {
  severity: 'error',
  code: 'UNKNOWN_KEY',
  summary: 'Unknown key "repositorys"',
  detail: 'It would be ignored.',
  hint: 'Did you mean "repositories"?',
  example: ['repositories:', '  team/app:'],
  source,
  related: [{ source, message: 'it is first written here' }],
  excerpt: 'repositorys: {}',
}

const ofRepository = { scope: 'repository', repository: 'team/app', target: 'default' } as const
const common = {
  ...ofRepository,
  want: null,
  sources: [source],
  paths: ['tags.team'],
  needs: [],
  requires: [],
  operations: [],
} as const

const changes: readonly Change[] = [
  {
    ...common,
    address: 'repository["team/app"]',
    kind: 'repository',
    name: 'team/app',
    label: 'repository',
    action: 'update',
    before: { tags: { team: 'a' } },
    after: { tags: { team: 'b' } },
    lines: [
      { label: 'tags', text: 'team: a → b', sources: [source] },
      { sign: '+', text: 'Allow push to ci', sources: [source] },
    ],
    facts: [{ word: 'OPENS', text: 'ci may push' }],
  },
  {
    ...common,
    address: 'lifecyclePolicy["team/app"]',
    kind: 'lifecyclePolicy',
    name: 'team/app',
    label: 'lifecyclePolicy',
    action: 'create',
    before: null,
    after: { rules: [] },
    lines: [{ text: 'would take an image', sources: [source] }],
    facts: [],
    blocked: { code: 'IN_USE', fields: ['rules'], reason: 'it is in use', hint: 'Keep it.' },
  },
]

export const plan: Plan = {
  formatVersion: 1,
  ecrsync: '1.0.0',
  manifest: { name: 'acme', digest: 'sha256:0', fragments: 0 },
  targets: [
    {
      name: 'default',
      account: '123456789012',
      region: 'us-east-1',
      complete: false,
      unread: [
        {
          ...ofRepository,
          address: 'repositoryPolicy["team/app"]',
          label: 'repositoryPolicy',
          field: 'text',
          code: 'ACCESS_DENIED',
          message: 'You may not',
        },
      ],
      read: 1,
      declared: 1,
      managed: 1,
      unchanged: 0,
      discovered: 0,
      unmanaged: 2,
      unmanagedNames: ['legacy/one', 'legacy/two'],
      inUse: [],
      standing: [],
    },
  ],
  changes,
  summary: {
    create: 1,
    update: 1,
    delete: 0,
    replace: 0,
    blocked: 1,
    cannotChange: 0,
    unchanged: 0,
    unread: 1,
    expire: 0,
    archive: 0,
  },
  warnings: [diagnostic],
  guards: {},
  refused: [diagnostic],
}

const failed = { code: 'THROTTLED', message: 'It was throttled', detail: 'Slowly.', hint: 'Wait.' }
const [first, second] = changes as readonly [Change, Change]

export const run: { readonly plan: Plan; readonly applied: readonly Applied[] } = {
  plan,
  applied: [
    { change: first, outcome: { status: 'failed', calls: [], before: null, error: failed } },
    { change: second, outcome: { status: 'skipped', because: 'repository["team/app"]' } },
  ],
}

const image = { digest: `sha256:${'a'.repeat(64)}`, tags: ['v1', 'v2'], bytes: 10 }

export const copied: Copied = {
  from: 'legacy/app',
  to: 'team/app',
  account: '123456789012',
  region: 'us-east-1',
  isDryRun: false,
  copied: 1,
  tagged: 1,
  isEqual: false,
  failures: [
    {
      digest: image.digest,
      tag: 'v3',
      error: { message: 'No', detail: 'It broke.', hint: 'Again.', diagnostics: [diagnostic] },
    },
  ],
  left: {
    images: [image],
    tags: [{ tag: 'v1', digest: image.digest }],
    conflicts: [{ tag: 'v4', digest: image.digest, there: image.digest }],
    archived: [image],
    common: 3,
  },
}

export const previewed: Previewed = {
  manifest: { name: 'acme', digest: `sha256:${'0'.repeat(64)}` },
  targets: [{ name: 'default', account: '123456789012', region: 'us-east-1' }],
  previews: [
    {
      repository: 'team/app',
      state: 'there',
      from: 'manifest',
      policy: {
        rules: [
          {
            rulePriority: 1,
            description: 'old ones',
            selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1 },
            action: { type: 'expire' },
          },
        ],
      },
      rules: ['any image newest 1'],
      impact: {
        expire: amount,
        archive: amount,
        keep: amount,
        tagged: [],
        unnamed: 0,
        newlyCondemned: 1,
        pulledLast30Days: 0,
        byRule: [{ ...amount, rulePriority: 1, action: 'EXPIRE' }],
        idleRules: [],
        shadowedRules: [],
        indexes: 0,
        parts: 0,
        isUpperBound: true,
      },
      images: [
        {
          ...image,
          pushedAt: '2026-01-01T00:00:00.000Z',
          status: 'ACTIVE',
          isIndex: false,
          fate: 'expire',
          rulePriority: 1,
        },
        { ...image, pushedAt: '2026-01-02T00:00:00.000Z', status: 'ARCHIVED', isIndex: false, fate: 'keep' },
      ],
      differences: ['it would take another'],
    },
  ],
  missing: [{ repository: 'team/gone', reason: 'It is not there' }],
  unread: [{ target: 'away', code: 'UNREACHABLE', message: 'Nobody answers' }],
}

export const diagnostics: readonly Diagnostic[] = [diagnostic]
