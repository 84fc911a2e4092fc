import type { GuardName } from '../model.ts'

/** What `--json` prints, as published in schemas/: closed, so that a member that is not described here is a bug. */
export type Schema = Readonly<Record<string, unknown>>

export const text = (description: string, more: Schema = {}): Schema => ({ description, type: 'string', ...more })
export const count = (description: string): Schema => ({ description, type: 'integer', minimum: 0 })
export const flag = (description: string, more: Schema = {}): Schema => ({ description, type: 'boolean', ...more })
export const list = (description: string, items: Schema): Schema => ({ description, type: 'array', items })
/** What belongs to ECR or to a kind: its members are not ours to close. Without a type: any value. */
export const open = (description: string, type?: string | readonly string[]): Schema => ({
  description,
  ...(type !== undefined && { type }),
})

export const closed = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema => ({
  description,
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties).filter(key => !optional.includes(key)),
  properties,
})

export const document = (title: string, schema: Schema): Schema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title,
  ...schema,
})

export const place = (description: string): Schema =>
  closed(description, {
    file: text('The file, relative to where the command ran.'),
    line: { description: 'Counted from 1.', type: 'integer', minimum: 1 },
    column: { description: 'Counted from 1.', type: 'integer', minimum: 1 },
  })

export const source = place('Where it stands in the manifest.')
const sources = (description: string): Schema => list(description, source)

const finding = {
  severity: text('An error ends the run; a warning or a note stands beside its result.', {
    enum: ['error', 'warning', 'note'],
  }),
  code: text('What kind of finding it is, e.g. `UNKNOWN_KEY`: the list is in schemas/README.md.'),
  summary: text('A sentence.'),
  detail: text('What is wrong here, and why it matters.'),
  hint: text('What to do next.'),
  source,
  repositories: list('The repositories that have it: of what a check finds.', text('A name.')),
  places: sources('Where else it is so, word for word: what has one cause is said once. Left out: nowhere.'),
}

const ofTargets = list('The targets in which it is so, where it is not so in all.', text('The name of a target.'))

/** As a command says it, beside its result or instead of one. */
export const diagnostic = closed('A finding.', { ...finding, targets: ofTargets }, [
  'detail',
  'hint',
  'source',
  'repositories',
  'places',
  'targets',
])

/** As a plan keeps it: with all that it takes to print it. */
const kept = {
  ...finding,
  example: list('What to type.', text('A line.')),
  targets: ofTargets,
  related: list(
    'Other places that it is about.',
    closed('One of them.', { source, message: text('What it is there.') }),
  ),
  excerpt: text('The line of text at `source`.'),
}
const KEPT_AS_NEEDED = [
  'detail',
  'hint',
  'example',
  'source',
  'repositories',
  'places',
  'targets',
  'related',
  'excerpt',
]

const keptDiagnostic = closed('A finding.', kept, KEPT_AS_NEEDED)

const address = text('Stable identity of one thing: kind and name, e.g. `lifecyclePolicy["payments/api"]`.')
const action = text('What happens to it.', { enum: ['create', 'update', 'replace', 'delete'] })
const targetName = text('The target: `default` where the manifest has none.')

const DIGEST = '^sha256:[0-9a-f]{64}$'
/** Of UTC, as JSON has it. */
const MOMENT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z$'

/** Of a plan and of an apply alike. */
const header = {
  formatVersion: { description: 'The version of this format.', const: 1 },
  ecrsync: text('The version of ecrsync that wrote it.'),
  manifest: closed('The manifest that it is about.', {
    name: text('Its name.'),
    digest: text('`sha256:` of the manifest and of every file that it reads.', { pattern: DIGEST }),
    fragments: count('Files that it includes.'),
  }),
}

/** Of what is planned in parts. */
const shard = closed('The part that it is about; left out where it is about the whole.', {
  index: { description: 'Counted from 1.', type: 'integer', minimum: 1 },
  count: { description: 'How many parts there are.', type: 'integer', minimum: 1 },
})

const only = {
  ...list(
    'Globs of the repositories that it is about, by `--only`; left out where it is about all of them, and the registry.',
    text('A glob; with `!` before it, an exception.'),
  ),
  minItems: 1,
}

const milliseconds = (description: string): Schema => ({ description, type: ['number', 'null'], minimum: 0 })
const callCounts = {
  calls: count('Calls; one that is made again is one.'),
  throttled: count('Tries that AWS refused for their rate.'),
  retried: count('Tries beside the first of each call.'),
  p50Milliseconds: milliseconds('Half of the tries took no longer; null where none was answered.'),
  p95Milliseconds: milliseconds('95 in 100 of the tries took no longer; null where none was answered.'),
}

/** Of every document of a run that asks AWS. */
export const stats = closed('With `--stats`: what the run asked of AWS, and what it took.', {
  operations: list(
    'By operation.',
    closed('One operation.', { action: text('Its name, e.g. `DescribeImages`.'), ...callCounts }),
  ),
  all: closed('All operations together.', callCounts),
  callsPerSecond: {
    description: 'Tries, from the first that was sent to the last that was answered; null where none was.',
    type: ['number', 'null'],
    minimum: 0,
  },
  wallSeconds: { description: 'How long the process has run.', type: 'number', minimum: 0 },
  peakMemoryBytes: count('The most memory that the process has held.'),
})

export const target = {
  name: targetName,
  account: text('The id of its account; empty where ECR did not say it.'),
  region: text('Its region.'),
}

/** One that says where its registry is, if that is not AWS. */
export const located = (
  description: string,
  members: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
) =>
  closed(
    description,
    {
      ...members,
      endpoint: text(
        'The endpoint that was asked: a URL, or `embedded` for the ECR of `--local`. Left out where no endpoint is configured.',
      ),
    },
    ['endpoint', ...optional],
  )

/** What a thing belongs to. */
const scope = {
  scope: text('What it belongs to.', { enum: ['repository', 'registry'] }),
  repository: text('The repository that it belongs to; left out for what belongs to the registry.'),
  isDiscovered: {
    description: 'Nobody declares the repository: it is given settings as long as it exists. Left out: it is declared.',
    const: true,
  },
}
/** Members of it that may be left out. */
const OF_REPOSITORY = ['repository', 'isDiscovered'] as const

/** One thing, or one field of it, that could not be read, with what else is said of it. */
export const unreadThing = (members: Readonly<Record<string, Schema>> = {}): Schema =>
  closed(
    'One thing, or one field of it.',
    {
      ...members,
      ...scope,
      address,
      label: text('What the plan calls it, e.g. `image prod`.'),
      field: text('The field; left out where it is the whole thing.'),
      code: text('The kind of failure, e.g. `ACCESS_DENIED`.'),
      message: text('What ECR or the network said.'),
    },
    [...OF_REPOSITORY, 'field'],
  )

const unread = list(
  'What could not be read: it is neither taken for absent nor written over. Of a target that failed as a whole: `target["NAME"]`.',
  unreadThing(),
)

const amount = (description: string): Schema =>
  closed(description, { images: count('Images.'), bytes: count('Their bytes; shared layers count for each.') })
const rulePriority = count('The priority of the rule.')
const lifecycleAction = text('What happens to them.', { enum: ['EXPIRE', 'TRANSITION'] })
const priorities = (description: string): Schema => list(description, rulePriority)

const impact = closed('What a lifecycle policy would do to the images that the repository holds.', {
  expire: amount('Images that would be deleted.'),
  archive: amount('Images that would be archived.'),
  keep: amount('All others.'),
  tagged: list(
    'Images with tags among those that would go, oldest first: of more than 100, those with tags such as `latest` and `prod`, and the newest.',
    closed(
      'One image.',
      {
        digest: text('Its digest.'),
        tags: list('Its tags.', text('A tag.')),
        rulePriority,
        action: lifecycleAction,
        lastPulledAt: text('When it was last pulled, as ECR recorded it; left out where it never was.'),
      },
      ['lastPulledAt'],
    ),
  ),
  unnamed: count('Further images with tags that would go.'),
  newlyCondemned: count('Images that the policy in force would leave alone, or only archive.'),
  pulledLast30Days: count('Images that would go although they were pulled in the last 30 days.'),
  byRule: list(
    'Which rule takes how many.',
    closed('One rule.', {
      rulePriority,
      action: lifecycleAction,
      images: count('Images.'),
      bytes: count('Their bytes.'),
    }),
  ),
  idleRules: priorities('Rules that no image matches.'),
  shadowedRules: priorities('Rules all of whose images belong to rules before them.'),
  indexes: count('Multi-arch images of which it is not known what they hold: a listing does not tell their parts.'),
  parts: count('Of those that would stay: parts of multi-arch images that are known, which take no place of a count.'),
  isUpperBound: flag('Parts that are not known may be among what would go, or have been counted: ECR may take less.'),
})

const line = closed(
  'One line, as the plan prints it.',
  {
    sign: text('This is added, or removed; but for a line with a key, the text begins with it.', { enum: ['+', '-'] }),
    key: text(
      'The path of a setting of its own, e.g. `imageTagMutability` or `tags.team`; left out where the line is about the whole thing.',
    ),
    raw: { description: 'It is a line of a raw diff, and stands with those around it.', const: true },
    aside: text('It is said of the images of this repository alone: what they lose, or a note.', {
      enum: ['loses', 'note'],
    }),
    label: text('What it is about, often a field.'),
    text: text('What happens to it.'),
    sources: sources('Where that is said.'),
  },
  ['sign', 'key', 'raw', 'aside', 'label'],
)

const fact = closed('One line of the attention block.', {
  word: text('What happens.', { enum: ['DELETES', 'REPLACES', 'EXPIRES', 'ARCHIVES', 'MOVES', 'OPENS', 'CLOSES'] }),
  text: text('To what, and from where to where.'),
})

const kind = text('The kind of the thing, e.g. `lifecyclePolicy`.')
const name = text('Its name: that of the repository, or `REPOSITORY:TAG` or `REPOSITORY@DIGEST` of an image.')
const want = open('What the manifest asks for, in the form of its kind; null for what must not exist.')

const wish = closed('A wish that is met.', { ...scope, address, kind, name, want, source }, [
  ...OF_REPOSITORY,
  'source',
])

const need = closed('A change of this plan.', { target: targetName, address })

const change = closed(
  'One change of one thing.',
  {
    address,
    target: targetName,
    kind,
    label: text('What the plan calls it: its kind, or `image prod`.'),
    ...scope,
    name,
    action,
    before: open('What ECR holds, in its own fields; null where it is not there.', ['object', 'null']),
    after: open('What ECR will hold; null where it will not be there.', ['object', 'null']),
    paths: list(
      'The paths at which the two differ, e.g. `rules[1].selection.countNumber`; none for a create or a delete.',
      text('A path.'),
    ),
    want,
    source: { ...source, description: 'Where what differs first is said.' },
    sources: sources('Where the thing itself is said.'),
    lines: list('What the plan says of it: what happens, or why it is blocked.', line),
    facts: list('What nobody should miss.', fact),
    becomes: closed(
      'Of a document that changes, what it is to be.',
      {
        named: text('Its name in the manifest; left out where it has none.'),
        does: text('What it does then.'),
        did: text('What it did before; empty where there was nothing of it.'),
      },
      ['named'],
    ),
    claims: text(
      "It changes nothing but whose the repository is (`>`): it becomes the manifest's own, or is let go. Left out: it changes something else.",
      { enum: ['adopt', 'release'] },
    ),
    isPruned: {
      description: 'No tombstone names what is deleted: it goes by `prune`. Left out: one does.',
      const: true,
    },
    isOfNew: { description: 'It is of a repository that is not there yet. Left out: that is there.', const: true },
    needs: list('Changes of this plan that come to their end first.', need),
    requires: list('Of these, those without which it is not tried.', need),
    operations: list(
      'The calls that make it so, in order; none where it is blocked.',
      closed('One call.', {
        action: text('An operation of the ECR API, or `CopyImage`, which is as many calls as the image takes.'),
        input: open('Its input.', 'object'),
      }),
    ),
    impact,
    weakens: list('What it takes of what protects somebody; left out: nothing.', text('In words.')),
    opens: list(
      'Whom it newly lets in, beside the account of the registry; left out: nobody.',
      text('One of them.', { enum: ['account', 'organization', 'everybody'] }),
    ),
    risk: text('Of a tag that moves: to an image pushed later than the one that has it, or earlier.', {
      enum: ['forward', 'ROLLBACK'],
    }),
    blocked: closed(
      'Why apply skips it.',
      {
        code: text(
          'The kind of refusal: `CANNOT_CHANGE` for what ECR fixes at creation (`≠`), which fails nothing; any other is `!`.',
        ),
        fields: list('The fields that it is about; left out where it is the whole thing.', text('A field.')),
        reason: text('Why it cannot be.'),
        hint: text('What to do about it.'),
      },
      ['fields'],
    ),
  },
  [
    ...OF_REPOSITORY,
    'source',
    'becomes',
    'claims',
    'isPruned',
    'isOfNew',
    'blocked',
    'impact',
    'weakens',
    'opens',
    'risk',
  ],
)

const inUse = closed(
  'One image: by its digest, or by its tag.',
  {
    repositoryName: text(
      'The repository that it is in; left out where that is not said, or is one of another registry.',
    ),
    tag: text('Its tag.'),
    digest: text('Its digest, by which it is meant in any repository.'),
    source: place('Where it stands in the list of `--in-use`.'),
  },
  ['repositoryName', 'tag', 'digest'],
)

const limit = (description: string, { of, share }: { readonly of: string; readonly share: string }) =>
  closed(
    description,
    {
      max: count(`${of}, over the plan as a whole.`),
      percent: { description: share, type: 'number', minimum: 0, maximum: 100 },
    },
    ['max', 'percent'],
  )

const THINGS = { of: 'Repositories and settings of the registry', share: 'Of the managed repositories.' }
const IMAGES = { of: 'Images', share: 'Of the images of any one repository.' }

const LIMITS = {
  delete: limit('On what is deleted.', THINGS),
  update: limit('On what changes.', THINGS),
  create: limit('On what is created.', THINGS),
  exposure: limit('On what others are newly let into.', THINGS),
  weaken: limit('On what is protected less.', THINGS),
  rollback: limit('On tags that move to an earlier image.', { ...THINGS, of: 'Tags' }),
  expireImages: limit('On the images that lifecycle policies may expire.', IMAGES),
  archiveImages: limit('On the images that lifecycle policies may archive.', IMAGES),
} as const satisfies Record<GuardName, Schema>

const guards = closed(
  'Limits of the manifest on what the plan as a whole may do; those that it does not say are as without it.',
  { ...LIMITS, tags: list('Globs of tags that matter.', text('A glob.')) },
  [...Object.keys(LIMITS), 'tags'],
)

const consentKey = text('A guard, or `empty-world`.', { enum: [...Object.keys(LIMITS), 'empty-world'] })

const planRefusal = closed(
  'Why nothing of the plan is applied; with a guard, what could be allowed.',
  {
    ...kept,
    guard: consentKey,
    allow: closed('The least that lets it pass, as in `--allow delete=12`.', {
      guard: consentKey,
      count: count('How much.'),
    }),
  },
  [...KEPT_AS_NEEDED, 'guard', 'allow'],
)

export const planSchema = document(
  'ecrsync plan --json',
  closed(
    'What an apply would do.',
    {
      ...header,
      digest: text(
        '`sha256:` of what it would do: of the manifest its name, of each target its name, account and region, and of each change what is there, what is asked for, and the calls. Equal plans have the same; `apply --expect` takes it.',
        { pattern: DIGEST },
      ),
      lifecyclePreview: {
        description: 'ECR is asked by its own preview what a lifecycle policy would expire. Left out: it is not.',
        const: 'server',
      },
      createdAt: text('When it was saved. In a file of `--out` alone.', { pattern: MOMENT }),
      seal: text('`sha256:` of all else that is in the file. In a file of `--out` alone.', { pattern: DIGEST }),
      shard,
      only,
      stats,
      targets: list(
        'The registries that were read.',
        located(
          'One account and region.',
          {
            ...target,
            complete: flag('Everything that was asked for has been read.'),
            unread,
            read: count('Repositories seen in the registry.'),
            declared: count('Repositories that the manifest declares there, whatever a filter leaves out.'),
            managed: count('Of those seen, the ones that the manifest names or that an entry of `discovered` matches.'),
            unchanged: count('Repositories with wishes and without a change.'),
            discovered: count('Repositories that nobody declares, and that entries of `discovered` give settings.'),
            unmanaged: count(
              'Repositories of the registry that the manifest does not name, and that no such entry matches.',
            ),
            unmanagedNames: list('Their names.', text('The name of a repository.')),
            orphans: list(
              'Of these, those that this manifest owns and that stay; left out: none is known of.',
              text('The name of a repository.'),
            ),
            inUse: list('Images that somebody runs, by `--in-use`: they are not taken away.', inUse),
            standing: list(
              'Of repositories with a change, the wishes that change nothing: what is judged again before a write is judged by them, too.',
              wish,
            ),
            opened: list(
              'Of the same repositories, the multi-arch images that were opened; left out: none.',
              closed('One of them.', {
                repositoryName: text('The repository that it is in.'),
                digest: text('Its digest.'),
                parts: list('The digests of what it holds.', text('A digest.')),
              }),
            ),
          },
          ['opened', 'orphans'],
        ),
      ),
      changes: list('The changes, in the order in which the plan prints them.', change),
      summary: closed('Counts of changes, but for `unchanged`, `expire` and `archive`.', {
        create: count('To create.'),
        update: count('To update, without those to adopt and to release.'),
        adopt: count("Repositories that become the manifest's own."),
        release: count('Repositories that it lets go.'),
        delete: count('To delete.'),
        replace: count('To delete and create.'),
        blocked: count('Blocked: a guard or ECR refuses.'),
        cannotChange: count('Differences that ECR cannot change; counted nowhere else.'),
        unchanged: count('Repositories without a change.'),
        unread: count('Things and fields that could not be read.'),
        expire: count("Images that ECR's next run would take by the policies that the plan puts."),
        archive: count('Images that it would archive.'),
      }),
      warnings: list('Warnings and notes about the manifest, and about what is there.', keptDiagnostic),
      guards,
      refused: list(
        'Guards that the plan goes beyond, and targets of another account than they say: nothing of it is applied.',
        planRefusal,
      ),
    },
    ['lifecyclePreview', 'createdAt', 'seal', 'shard', 'only', 'stats'],
  ),
)

const failure = closed(
  'Why it failed.',
  {
    code: text('The kind of failure, e.g. `AWS_ERROR`.'),
    message: text('A sentence.'),
    detail: text('What ECR said.'),
    hint: text('What to do next.'),
    example: list('What to type.', text('A line.')),
  },
  ['detail', 'hint', 'example'],
)

const moved = list(
  'Where what is there is not what the change was planned from.',
  closed('One path.', {
    path: text('The path, e.g. `imageTagMutability`; empty for the whole thing.'),
    planned: open('What it was planned from; null where it was not there.'),
    live: open('What ECR holds now.'),
    desired: open('What the plan makes of it.'),
  }),
)
const staleReason = text('What is wrong with it.')

const outcomeFields = {
  address,
  target: targetName,
  action,
  status: text('How it ended: `partial` where some of its calls were made and the rest were not.', {
    enum: ['done', 'partial', 'failed', 'skipped'],
  }),
  calls: list(
    'The calls that write, in the order in which they were made. With all but `skipped`.',
    closed(
      'One call.',
      {
        action: text('An operation of the ECR API, or `CopyImage` for all that brings an image without its tag.'),
        isDone: flag('It was answered with a success; otherwise with a failure, or not at all.'),
        requestId: text(
          'By which AWS knows it, in CloudTrail among others; of a copy, that of its last call. Left out where nobody answered.',
        ),
        isNew: flag('Of a copy: the repository did not have the image.', { const: true }),
      },
      ['requestId', 'isNew'],
    ),
  ),
  before: open(
    'What ECR held at the last look before the first of them; null where it was not there. With all but `skipped`.',
    ['object', 'null'],
  ),
  after: open(
    'What ECR holds since; null where it is gone. With `done`, and where what was to be replaced has been put back.',
    ['object', 'null'],
  ),
  took: open(
    'By kind, what went with what was deleted; null where there was none, left out where it could not be read.',
    'object',
  ),
  durationMs: count('Milliseconds that it took, with all its looks and waits. With all but `skipped`.'),
  because: text(
    'Why it was skipped: `blocked`, `interrupted`, `stale`, or the address of what it needs and was not done. With `skipped` only.',
  ),
  elsewhere: text('The target that this address is of. Only where that is another one.'),
  stale: closed('Why it is not what was planned. With `because: stale` only.', {
    reason: staleReason,
    differing: moved,
  }),
  error: failure,
}

const outcome = closed('How one change ended.', outcomeFields, [
  'calls',
  'before',
  'after',
  'took',
  'durationMs',
  'because',
  'elsewhere',
  'stale',
  'error',
])

export const applySchema = document(
  'ecrsync apply --json',
  closed(
    'What an apply did.',
    {
      ...header,
      shard,
      only,
      stats,
      targets: list('The registries that it wrote to.', located('One account and region.', target)),
      outcomes: list('One for each change of the plan, in its order.', outcome),
      unread,
      summary: closed('Counts of changes, by how they ended.', {
        created: count('Created.'),
        updated: count('Updated.'),
        adopted: count("Repositories that became the manifest's own."),
        released: count('Repositories that it let go.'),
        replaced: count('Deleted and created.'),
        deleted: count('Deleted.'),
        partial: count('Done in part: some of their calls were made.'),
        failed: count('Failed, and nothing of them was done.'),
        alreadyDone: count('As they should be already, so that no call was made.'),
        stale: count('Of a saved plan: not any more what it showed, and so left out by `--stale skip`.'),
        skipped: count('Skipped after a failure or an interruption.'),
        blocked: count('Blocked in the plan, and so never tried.'),
        unread: count('Things and fields that could not be read.'),
      }),
      receipt: text('The file that tells of it, and that `ecrsync revert` takes; left out: there is none.'),
      receiptFailure: text('Why that breaks off, and nothing more was begun; left out: it does not.'),
    },
    ['shard', 'only', 'stats', 'receipt', 'receiptFailure'],
  ),
)

const image = {
  digest: text('Its digest.'),
  tags: list('Its tags.', text('A tag.')),
  bytes: count('Its bytes as ECR counts them.'),
}

const ofTarget = text('The target that it is in; left out where there is only one.')

export const previewSchema = document(
  'ecrsync preview --json',
  located(
    'What lifecycle policies would do now.',
    {
      formatVersion: header.formatVersion,
      ecrsync: header.ecrsync,
      manifest: header.manifest,
      stats,
      targets: list('The registries that were read.', located('One account and region.', target)),
      repositories: list(
        'One for each repository that was looked at, and for each that is declared and not there.',
        closed(
          'One repository.',
          {
            target: ofTarget,
            name: text('Its name.'),
            exists: flag('It is there; otherwise it is declared, and has nothing to expire.'),
            policyFrom: text(
              'Whose policy was asked: the one declared in the manifest, the one in force, or none, because there is neither.',
              { enum: ['manifest', 'registry', 'none'] },
            ),
            policy: open("The policy, in ECR's own form; null where there is none.", ['object', 'null']),
            impact,
            images: list(
              'Every image, newest first.',
              closed(
                'One image.',
                {
                  ...image,
                  pushedAt: text('When it was pushed.'),
                  lastPulledAt: text('When it was last pulled, as ECR recorded it; left out where it never was.'),
                  fate: text('What becomes of it.', { enum: ['keep', 'expire', 'archive'] }),
                  rulePriority: count('The first rule that is about it, whose word counts; left out where none is.'),
                  because: text('The digest of the subject that it follows.'),
                },
                ['lastPulledAt', 'rulePriority', 'because'],
              ),
            ),
            differences: list("What ECR's own preview says differently, where it was asked.", text('A difference.')),
          },
          ['target'],
        ),
      ),
      missing: list(
        'Repositories that could not be looked at.',
        closed(
          'One repository.',
          { target: ofTarget, repository: text('Its name.'), reason: text('Why there is no preview of it.') },
          ['target'],
        ),
      ),
      unread: list(
        'Targets of which nothing could be read.',
        closed('One target.', {
          target: text('Its name.'),
          code: text('The code of the failure.'),
          message: text('What is wrong.'),
        }),
      ),
    },
    ['stats'],
  ),
)

const tagOn = { tag: text('The tag.'), digest: text('The digest that it is on.') }

export const copySchema = document(
  'ecrsync copy --json',
  located(
    'What was copied from one repository into another, and what is left.',
    {
      formatVersion: header.formatVersion,
      ecrsync: header.ecrsync,
      stats,
      from: text('The repository that was copied.'),
      to: text('The repository that it was copied into.'),
      account: text('The account that it is in; empty where that could not be read.'),
      region: text('The region that it is in.'),
      dryRun: flag('Nothing was copied.'),
      equal: flag('Every digest and every tag of the one is in the other.'),
      copied: count('Images that were copied.'),
      tagged: count('Tags that were put.'),
      failures: list(
        'Images and tags that did not come over, and why.',
        closed(
          'One image, or one tag.',
          {
            digest: text('The digest of the image.'),
            tag: text('The tag that was not put; left out where the image was not copied.'),
            diagnostics: { ...list('What was found.', diagnostic), minItems: 1 },
          },
          ['tag'],
        ),
      ),
      left: closed('What the other repository lacks.', {
        images: list('Images to copy.', closed('One image.', image)),
        tags: list('Tags to put.', closed('One tag.', tagOn)),
        conflicts: list(
          'Tags that stand there on an image which the one does not have, that are declared, or that somebody moved meanwhile.',
          closed('One tag.', { ...tagOn, there: text('The digest that it is on there.') }),
        ),
        archived: list('Images in the archive, which cannot be copied.', closed('One image.', image)),
        common: count('Images that are there already.'),
      }),
    },
    ['stats'],
  ),
)

export const validateSchema = document(
  'ecrsync validate --json',
  closed(
    'A manifest without errors.',
    {
      valid: flag('Always true: a manifest with errors prints diagnostics.', { const: true }),
      repositories: list('The repositories that it declares.', text('A name.')),
      removed: list('The repositories that its tombstones name.', text('A name.')),
      diagnostics: list('Warnings and notes.', diagnostic),
      manifest: text('With `--print`: the resolved manifest as YAML.'),
    },
    ['manifest'],
  ),
)

export const diagnosticsSchema = document(
  'ecrsync … --json, when it fails',
  closed(
    'Why a command failed, whichever it was.',
    {
      diagnostics: { ...list('Everything that was found.', diagnostic), minItems: 1 },
      stale: list(
        'Of a saved plan that is stale: the changes that are.',
        closed('One change.', { target: targetName, address, action, reason: staleReason, differing: moved }),
      ),
      digest: text('Of a plan that is not the one that was expected: the digest that it has.', { pattern: DIGEST }),
      others: list(
        'The same, where a saved plan was expected: what the one has and the other has not, or has otherwise.',
        closed('One change.', {
          target: targetName,
          address,
          expected: open('What was to happen to it; null for nothing.', ['string', 'null']),
          planned: open('What would happen to it now; null for nothing.', ['string', 'null']),
        }),
      ),
      stats,
    },
    ['stale', 'digest', 'others', 'stats'],
  ),
)

const moment = (description: string): Schema => text(description, { pattern: MOMENT })

/** Any one of its lines. */
export const receiptSchema = document('A line of a receipt of ecrsync apply', {
  description: 'A receipt is one JSON value a line: who began what, then each change as it ended, then the end.',
  oneOf: [
    closed(
      'The first line.',
      {
        type: { description: 'It begins the receipt.', const: 'receipt' },
        ...header,
        startedAt: moment('When the first write was about to be made.'),
        planDigest: text('The digest of the plan.', { pattern: DIGEST }),
        shard,
        only,
        consent: {
          description: 'What was consented to, and to how much of it.',
          type: 'object',
          additionalProperties: { type: 'integer', minimum: 0 },
        },
        approval: text('Whether somebody was asked, or `--auto-approve` was said.', { enum: ['asked', 'auto'] }),
        targets: list(
          'The registries of the plan.',
          located(
            'One account and region.',
            {
              ...target,
              caller: closed(
                'Whoever wrote, by STS; left out where nothing was to be written, or STS does not say it.',
                {
                  arn: text('The ARN.'),
                  account: text('The id of its account.'),
                },
              ),
              declared: count('Repositories that the manifest declares there.'),
              managed: count('Of the repositories that are listed, those that the manifest names or discovers.'),
              read: count('Repositories seen in the registry.'),
            },
            ['caller'],
          ),
        ),
      },
      ['shard', 'only'],
    ),
    closed(
      'A change, once it has come to its end.',
      {
        type: { description: 'It tells of a change.', const: 'outcome' },
        ...outcomeFields,
        kind,
        name,
        repository: text('The repository that it belongs to; left out: the registry.'),
        planned: open('Of `partial`: what it was to be.', ['object', 'null']),
        want: open('Of what was deleted: what was asked for.'),
      },
      [
        ...['before', 'after', 'took', 'durationMs', 'because', 'elsewhere', 'stale', 'error'],
        ...['repository', 'planned', 'want'],
      ],
    ),
    closed('The last line.', {
      type: { description: 'It ends the receipt; a run that was killed has not come to it.', const: 'end' },
      endedAt: moment('When.'),
      exit: count('The exit code of the run.'),
    }),
  ],
})
