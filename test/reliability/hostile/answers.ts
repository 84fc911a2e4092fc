import fc from 'fast-check'
import { type Call, COMMANDS, PROBES, PULLS, READS } from '../../../src/aws/api.ts'
import { loginAt } from '../../../src/commands/login/authorize.ts'
import { EcrsyncError } from '../../../src/errors.ts'
import { compareRepositories } from '../../../src/images/comparison.ts'
import { ecrStore } from '../../../src/images/ecr.ts'
import type { Outcome } from '../../../src/model.ts'
import { previewAll } from '../../../src/plan/preview.ts'
import { audienceAt } from '../../../src/render/events/audience.ts'
import { previewHtml } from '../../../src/render/preview-html.ts'
import { previewSvg } from '../../../src/render/preview-svg.ts'
import { renderPreview } from '../../../src/render/preview-text.ts'
import { plain } from '../../../src/render/theme.ts'
import { MANIFEST, NOW, REGION, TARGET } from '../../world.ts'
import type { Said } from './answering.ts'
import { cutBy, cuts } from './bytes.ts'
import { changed, steps } from './changed.ts'
import type { Hostile } from './hostile.ts'
import type { Ended } from './judge.ts'
import { appliedPages, failurePages, jsonPage, planPages } from './pages.ts'
import { receiptPage } from './receipt-page.ts'
import { text, value } from './values.ts'
import { appliedIn, imagesOf, openWorld, PARTS, type Part, plannedIn, type World } from './world.ts'

/** Reads alone are asked for by a plan; the others by an apply or a copy. */
const READ = Object.keys({ ...READS, ...PULLS, ...PROBES }) as readonly Call[]
const ALL = Object.keys(COMMANDS) as readonly Call[]

/** What is made of an answer, as text or as what it says. */
type Twisted = (sound: Said) => Said

const jsonIn = ({ body }: Said): unknown => JSON.parse(Buffer.from(body).toString())
const said = (told: unknown, status = 200): Said => ({ status, body: Buffer.from(JSON.stringify(told) ?? 'null') })

/** Documents within a document: policies are texts. */
const TEXTS = ['policyText', 'lifecyclePolicyText', 'imageManifest']
function withinTexts(told: unknown, change: (inner: unknown) => unknown): unknown {
  if (typeof told !== 'object' || told === null) return told
  const entries = Object.entries(told).map(([key, one]) => {
    if (!TEXTS.includes(key) || typeof one !== 'string') return [key, one] as const
    return [key, JSON.stringify(change(JSON.parse(one))) ?? 'null'] as const
  })
  return Object.fromEntries(entries)
}

const ERRORS = [
  ...['RepositoryNotFoundException', 'LifecyclePolicyNotFoundException', 'ServerException', 'AccessDeniedException'],
  ...['InvalidParameterException', 'ThrottlingException', 'ExpiredTokenException', 'UnrecognizedClientException'],
  ...['ImageNotFoundException', 'KmsException', 'com.amazonaws.ecr#LimitExceededException', '__proto__', 'SyntaxError'],
]

const twisted: fc.Arbitrary<Twisted> = fc.oneof(
  {
    weight: 6,
    arbitrary: steps.map(
      (all): Twisted =>
        sound =>
          said(changed(jsonIn(sound), all), sound.status),
    ),
  },
  {
    weight: 4,
    arbitrary: steps.map(
      (all): Twisted =>
        sound =>
          said(
            withinTexts(jsonIn(sound), inner => changed(inner, all)),
            sound.status,
          ),
    ),
  },
  {
    weight: 2,
    arbitrary: cuts.map(
      (all): Twisted =>
        sound => ({ ...sound, body: cutBy(sound.body, all) }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record({
        status: fc.constantFrom(200, 400, 403, 404, 418, 429, 500, 503, 599),
        __type: fc.oneof(fc.constantFrom<unknown>(...ERRORS), value),
        message: fc.oneof(text, value),
        more: fc.oneof(
          fc.constant({}),
          fc.constantFrom<object>({ Message: 'm' }, { code: 'x' }, { code: 7 }, { Error: { Code: 7 } }),
        ),
      })
      .map(
        ({ status, more, ...error }): Twisted =>
          () =>
            said({ ...error, ...more }, status),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(value, fc.constantFrom(200, 400, 500)).map(
      ([one, status]): Twisted =>
        () =>
          said(one, status),
    ),
  },
)

/** One operation is answered otherwise, each time; now and then all of them are. */
interface Case {
  readonly part: Part
  readonly action: Call
  readonly isAll: boolean
  readonly by: Twisted
}

const anyCase = (actions: readonly Call[]): fc.Arbitrary<Case> =>
  fc.record({
    part: fc.constantFrom(...PARTS),
    action: fc.constantFrom(...actions),
    isAll: fc.integer({ min: 0, max: 9 }).map(one => one === 0),
    by: twisted,
  })

/** Whatever goes on is told in lines, and each event is one. */
function linesOf(told: readonly object[]): readonly string[] {
  const lines: string[] = []
  const stream = { write: (line: string) => lines.push(line.replace(/\n$/, '').replaceAll('\n', '\r')) }
  const { emit } = audienceAt(stream as unknown as NodeJS.WriteStream, HEARING)
  for (const event of told) emit(event as Parameters<typeof emit>[0])
  return lines
}

const HEARING = { theme: plain, now: () => 0, isQuiet: false, isVerbose: true, width: () => 100, openScreen: undefined }

/** A plan, and what an apply of it would say and write down. */
async function applied(world: World, part: Part): Promise<Ended> {
  const { plan, outcomes, told } = await appliedIn(world, part)
  refuseBugs([...outcomes.values()])
  return {
    documents: [plan, outcomes],
    pages: [...planPages(plan), ...appliedPages(plan, outcomes), await receiptPage(plan, outcomes), ...linesOf(told)],
  }
}

/** A bug is an outcome like any other, so that the others are told. */
function refuseBugs(outcomes: readonly Outcome[]): void {
  for (const outcome of outcomes)
    if ('error' in outcome && outcome.error.code === 'INTERNAL')
      throw new Error(`${outcome.error.message}: ${outcome.error.detail}`)
}

/** What lifecycle policies would do to the images, by us and by ECR itself. */
async function previewed({ ecr, intents }: World): Promise<Ended> {
  const { account, ...found } = await previewAll(
    intents.settings.wishes,
    {
      reader: ecr.reader,
      preview: { prober: ecr.prober, sleep: async () => {} },
      images: imagesOf(ecr),
      now: NOW,
      repositories: ['team/api', 'team/web', 'strangers/one'],
    },
    { target: 'default', emit() {} },
  )
  const document = { ...found, manifest: MANIFEST, targets: [{ ...TARGET, account }], unread: [] }
  const now = NOW.toISOString()
  return {
    documents: [document],
    pages: [
      renderPreview(document, { theme: plain, width: 100, expand: true }),
      previewHtml(document, now),
      previewSvg(document, now),
      jsonPage(document),
    ],
  }
}

/** What reads images whole, and what logs in. */
async function pulled({ ecr }: World): Promise<Ended> {
  const { images: caller, there } = ecr
  const store = ecrStore({
    caller,
    repositoryName: 'team/api',
    region: REGION,
    where: 'ecr:team/api',
    sleep: async () => {},
  })
  const from = { caller, repositoryName: 'team/api' }
  const looks: readonly (() => Promise<unknown>)[] = [
    () => store.resolve({ tag: 'v1' }),
    () => store.manifest({ digest: there.first }),
    () => store.referrers(there.first),
    () => store.blob({ digest: there.first, size: 1, mediaType: 'application/layer' }, 0),
    () => compareRepositories(from, { caller, repositoryName: 'team/web' }),
    () => loginAt(ecr),
  ]
  const documents: unknown[] = []
  for (const look of looks) documents.push(await look().catch(refusal))
  // The bytes of a layer are nowhere: that look is always refused, and says nothing of the others.
  const refused = documents.filter(one => one instanceof EcrsyncError)[1]
  return {
    documents,
    pages: documents.flatMap(one => (one instanceof EcrsyncError ? failurePages(one) : [jsonPage(one)])),
    ...(refused !== undefined && { thrown: refused }),
  }
}

/** What is no refusal is a crash. */
function refusal(thrown: unknown): EcrsyncError {
  if (thrown instanceof EcrsyncError && thrown.code !== 'INTERNAL') return thrown
  throw thrown
}

const WAYS = {
  'to a plan': lookedAtPlan,
  'to an apply': applied,
  'to a preview': previewed,
  'to a copy or a login': pulled,
} as const

async function lookedAtPlan(world: World, part: Part): Promise<Ended> {
  const { plan, told } = await plannedIn(world, part)
  return { documents: [plan, told], pages: [...planPages(plan), ...linesOf(told)] }
}

const ASKED: Readonly<Record<keyof typeof WAYS, readonly Call[]>> = {
  'to a plan': READ,
  'to an apply': ALL,
  'to a preview': [
    'DescribeRegistry',
    'DescribeRepositories',
    'DescribeImages',
    'GetLifecyclePolicy',
    'GetLifecyclePolicyPreview',
    'StartLifecyclePolicyPreview',
    'BatchGetImage',
  ],
  'to a copy or a login': [
    'BatchGetImage',
    'GetDownloadUrlForLayer',
    'DescribeImages',
    'ListImages',
    'ListImageReferrers',
    'GetAuthorizationToken',
  ],
}

/** Answers of ECR to everything that a command asks. */
export async function answers(what: keyof typeof WAYS, count: number): Promise<Hostile<Case>> {
  const world = await openWorld()
  return {
    what: `answers of ECR ${what}`,
    count,
    inputs: anyCase(ASKED[what]),
    size: () => 0,
    async run({ part, action, isAll, by }) {
      world.ecr.twist((asked, sound) => (isAll || asked === action ? by(sound) : sound))
      try {
        return await WAYS[what](world, part)
      } catch (thrown) {
        return { thrown, pages: thrown instanceof EcrsyncError ? failurePages(thrown) : [] }
      } finally {
        world.ecr.twist(undefined)
      }
    },
  }
}
