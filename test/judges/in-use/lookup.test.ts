import { describe, expect, test } from 'vitest'
import { EcrsyncError } from '../../../src/errors.ts'
import { readList } from '../../../src/judges/in-use/list.ts'
import { lookedUp, refuseMissing } from '../../../src/judges/in-use/lookup.ts'
import { type Here, inUseOf } from '../../../src/judges/in-use.ts'
import { seenBy } from '../../../src/plan/read.ts'
import { type Answers, digestOf, type Holdings, holding, imageOf, notFound, scripted } from '../../scripted.ts'
import { ACCOUNT, REGION, TARGET } from '../../world.ts'

const [A, B] = [digestOf('a'), digestOf('b')]
const hex = (digest: string, digits = 64) => digest.slice('sha256:'.length).slice(0, digits)
const HOLDINGS: Holdings = { one: { images: [imageOf(A, ['v1'])] }, two: { images: [imageOf(B, ['v2'])] } }
const arn = (rest: string, region = REGION, account = ACCOUNT) => `arn:aws:ecr:${region}:${account}:repository/${rest}`

async function looked(text: string, answers: Answers = {}, first: readonly string[] = []) {
  const list = await readList(
    'in-use.txt',
    (async function* () {
      yield Buffer.from(text)
    })(),
  )
  const { reader, calls } = scripted({ ...holding(HOLDINGS), ...answers })
  const here: Here = TARGET
  const found = lookedUp(list, { reader, seen: seenBy(reader), region: REGION, first: new Set(first) }).then(known => {
    refuseMissing([known])
    return inUseOf(known.list, here).map(({ source, ...one }) => one)
  })
  const called = () => calls.map(({ action, input }) => [action, (input as { repositoryName?: string }).repositoryName])
  return { found, called }
}

const errorOf = async (text: string, answers: Answers = {}): Promise<EcrsyncError> => {
  const error: unknown = await (await looked(text, answers)).found.catch((thrown: unknown) => thrown)
  if (!(error instanceof EcrsyncError)) throw new Error('an error was expected')
  return error
}

describe('a list', () => {
  test('without ids and ARNs of this registry asks nothing', async () => {
    const { found, called } = await looked(`one:v1\n${A}\nquay.io/x@${B}\n${arn('one:v1', 'eu-west-1')}\n`)
    expect([await found, called()]).toEqual([[{ repositoryName: 'one', tag: 'v1' }, { digest: A }, { digest: B }], []])
  })

  test.each([
    ['12 digits', hex(A, 12)],
    ['13 digits', hex(A, 13)],
    ['64 digits', hex(A)],
    ['64 digits of a runtime', `docker://${A}`],
    ['an ARN with a digest', arn(`one@${A}`)],
    ['an ARN by Inspector', arn(`one/${A}`)],
    ['an ARN with a tag', arn('one:v1')],
  ])('with %s that are of an image here means that image', async (_, text) => {
    const { found } = await looked(text)
    expect(await found).toEqual([{ repositoryName: 'one', digest: A }])
  })

  test.each([
    ['another region', arn(`one@${A}`, 'eu-west-1')],
    ['another account', `${arn(`one@${A}`, REGION, '999999999999')}\n${hex(A, 12)}`],
  ])('with an ARN of %s means its digest wherever it is', async (_, text) => {
    expect(await (await looked(text)).found).toContainEqual({ digest: A })
  })

  test('with the name of a repository that could be an id means the repository', async () => {
    const name = 'deadbeefcafe'
    const answers = holding({ ...HOLDINGS, [name]: {} })
    expect(await (await looked(name, answers)).found).toEqual([{ repositoryName: name, tag: 'latest' }])
  })

  test('looks first where the manifest is, and no further than it has to', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`n${index}`, {}]))
    const { found, called } = await looked(hex(B, 12), holding({ ...many, ...HOLDINGS }), ['two'])
    await found
    expect(called()[1]).toEqual(['DescribeImages', 'two'])
    expect(called().length).toBeLessThan(20)
  })

  test('looks for an ARN in its repository alone, once for all of them', async () => {
    const { found, called } = await looked(`${arn('one:v1')}\n${arn(`one@${A}`)}`)
    await found
    expect(called()).toEqual([
      ['DescribeRepositories', undefined],
      ['DescribeImages', 'one'],
    ])
  })
})

describe('what is no image here', () => {
  test.each([
    ['an id', 'cccccccccccc', '"cccccccccccc" is no image of this registry'],
    ['a container', `containerd://${hex(digestOf('c'))}`, `"${hex(digestOf('c'))}" is no image of this registry`],
    ['an ARN with a digest', arn(`one@${B}`), `"one@${B}" is no image of this registry`],
    ['an ARN with a tag', arn('one:v9'), '"one:v9" is no image of this registry'],
    ['an ARN of a repository that is not here', arn('nine:v1'), '"nine:v1" is no image of this registry'],
  ])('is refused: %s', async (_, text, message) => {
    expect(await errorOf(text)).toMatchObject({ code: 'INVALID_IN_USE', exitCode: 3, message })
  })

  test('is refused at its line, and an id with how to get a digest', async () => {
    const { diagnostics } = await errorOf(`${hex(A, 12)}\ncccccccccccc\n\ndddddddddddd`)
    expect(diagnostics.map(({ source }) => source?.line)).toEqual([2, 4])
    expect(diagnostics[0]).toMatchObject({
      detail: expect.stringContaining('the digest of its configuration'),
      hint: expect.stringContaining('RepoDigests'),
    })
  })

  test('is refused in doubt where a repository could not be looked at', async () => {
    const answers: Answers = {
      DescribeImages: ({ repositoryName }: { repositoryName: string }) => {
        if (repositoryName === 'two') throw new EcrsyncError('ACCESS_DENIED', 'no')
        return { imageDetails: [] }
      },
    }
    const { diagnostics } = await errorOf('cccccccccccc', answers)
    expect(diagnostics[0]).toMatchObject({
      summary: '"cccccccccccc" is no image of this registry that was found',
      detail: expect.stringContaining('two could not be looked at'),
    })
  })

  test('is refused where a repository has gone since it was listed', async () => {
    const gone = () => {
      throw notFound('RepositoryNotFoundException')
    }
    expect((await errorOf('cccccccccccc', { DescribeImages: gone })).message).toBe(
      '"cccccccccccc" is no image of this registry',
    )
  })

  test('is looked for on 1,000 pages at most', async () => {
    let pages = 0
    const DescribeImages = () => {
      pages += 1
      return { imageDetails: [imageOf(A)], nextToken: `${pages}` }
    }
    const { diagnostics } = await errorOf('cccccccccccc', { DescribeImages })
    expect(pages).toBeLessThan(1020)
    expect(diagnostics[0]?.detail).toContain('only 1000 pages of images were looked at')
  })
})

test.each([
  ['a failure that every call meets', new EcrsyncError('BAD_CREDENTIALS', 'no')],
  ['a bug', new TypeError('a bug')],
])('%s ends the search', async (_, failure) => {
  const DescribeImages = () => {
    throw failure
  }
  await expect((await looked('cccccccccccc', { DescribeImages })).found).rejects.toBe(failure)
})

describe('repositories that may not be listed', () => {
  const byName: Answers = {
    DescribeRepositories: ({ repositoryNames }: { repositoryNames?: string[] }) => {
      if (repositoryNames === undefined) throw new EcrsyncError('ACCESS_DENIED', 'DescribeRepositories is not allowed')
      return { repositories: repositoryNames.map(repositoryName => ({ repositoryName, registryId: ACCOUNT })) }
    },
  }

  test('are looked at where the manifest or an ARN names them', async () => {
    const { found } = await looked(`${hex(A, 12)}\n${arn('two:v2')}\n`, byName, ['one'])
    expect(await found).toEqual([
      { repositoryName: 'one', digest: A },
      { repositoryName: 'two', digest: B },
    ])
  })

  test('may have what is not found', async () => {
    const { found } = await looked(hex(digestOf('c'), 12), byName, ['one'])
    await expect(found).rejects.toMatchObject({
      diagnostics: [{ code: 'INVALID_IN_USE', detail: expect.stringContaining('may not be listed') }],
    })
  })
})

describe('a list that is looked up in several registries', () => {
  const registryOf = (holdings: Holdings) => {
    const { reader } = scripted(holding(holdings))
    return { reader, seen: seenBy(reader), region: REGION, first: new Set<string>() }
  }
  const lookups = async (text: string, ...registries: readonly Holdings[]) => {
    const list = await readList(
      'in-use.txt',
      (async function* () {
        yield Buffer.from(text)
      })(),
    )
    return Promise.all(registries.map(held => lookedUp(list, registryOf(held))))
  }

  test('has an image that is in one of them', async () => {
    const found = await lookups(hex(A, 12), HOLDINGS, {})
    expect(() => refuseMissing(found)).not.toThrow()
    expect(found.map(({ list }) => list.used.length)).toEqual([1, 0])
  })

  test('refuses once what is in none of them', async () => {
    const found = await lookups(`${hex(digestOf('c'), 12)}\n${hex(A, 12)}`, HOLDINGS, {})
    expect(() => refuseMissing(found)).toThrow(`"${hex(digestOf('c'), 12)}" is no image of this registry`)
    const missing = found.flatMap(one => [...one.missing.values()])
    expect(missing.map(({ source }) => source?.line)).toEqual([1, 1, 2])
  })
})
