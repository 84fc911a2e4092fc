import { expect } from 'vitest'
import { ACCOUNT, arnOf, clientOf } from '../ecr.ts'
import type { Conformance, World } from './conformance.ts'
import { image, many, repository, repositoryName } from './given.ts'

const filter = (text: string) => ({ filter: text, filterType: 'WILDCARD' }) as const
const onPush = (...filters: string[]) =>
  ({ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: filters.map(filter) }) as const
const continuous = (...filters: string[]) => ({ ...onPush(...filters), scanFrequency: 'CONTINUOUS_SCAN' }) as const
const manual = (...filters: string[]) => ({ ...onPush(...filters), scanFrequency: 'MANUAL' }) as const

type Rule = ReturnType<typeof onPush> | ReturnType<typeof continuous> | ReturnType<typeof manual>

const put = ({ ecr }: World, scanType: 'BASIC' | 'ENHANCED', ...rules: Rule[]) =>
  ecr.putRegistryScanningConfiguration({ scanType, rules })

const effective = async ({ ecr }: World, ...repositoryNames: string[]) =>
  (await ecr.batchGetRepositoryScanningConfiguration({ repositoryNames })).scanningConfigurations

/** Which of the names a filter is about. Source: AWS user guide. */
const NAMES = ['prod', 'repo-prod', 'prod-repo', 'repo-prod-repo', 'prodrepo']
const MATCHES = { prod: 'YYYYY', '*prod': 'YYNNN', 'prod*': 'YNYNY', '*prod*': 'YYYYY', 'prod*repo': 'NNYNY' }

export const SCANNING: readonly Conformance[] = [
  {
    operation: 'PutImageScanningConfiguration',
    works: {
      'pushes are scanned from then on': async world => {
        await repository(world)
        const imageScanningConfiguration = { scanOnPush: true }
        const answer = await world.ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration })
        expect(answer).toMatchObject({ registryId: ACCOUNT, repositoryName, imageScanningConfiguration })
        expect(await effective(world, repositoryName)).toMatchObject([{ scanFrequency: 'SCAN_ON_PUSH' }])
      },
      'off unless told': async world => {
        await repository(world, { imageScanningConfiguration: { scanOnPush: true } })
        const answer = await world.ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration: {} })
        expect(answer.imageScanningConfiguration).toEqual({ scanOnPush: false })
      },
    },
    refuses: {
      RepositoryNotFoundException: ({ ecr }) =>
        ecr.putImageScanningConfiguration({ repositoryName, imageScanningConfiguration: {} }),
      'InvalidParameterException no setting': ({ post }) => post('PutImageScanningConfiguration', { repositoryName }),
    },
  },
  {
    operation: 'BatchGetRepositoryScanningConfiguration',
    works: {
      'the setting of the repository itself': async world => {
        await repository(world)
        expect(await effective(world, repositoryName)).toEqual([
          {
            repositoryArn: arnOf(repositoryName),
            repositoryName,
            scanOnPush: false,
            scanFrequency: 'MANUAL',
            appliedScanFilters: [],
          },
        ])
      },
      'filters of the registry weigh more': async world => {
        await repository(world)
        await put(world, 'BASIC', onPush('none', 'api', 'team*'))
        const appliedScanFilters = [filter('api'), filter('team*')]
        const found = [{ scanOnPush: false, scanFrequency: 'SCAN_ON_PUSH', appliedScanFilters }]
        expect(await effective(world, repositoryName)).toMatchObject(found)
      },
      'continuous scans weigh most': async world => {
        await repository(world)
        await put(world, 'ENHANCED', onPush('team'), continuous('api'))
        const found = [{ scanFrequency: 'CONTINUOUS_SCAN', appliedScanFilters: [filter('api')] }]
        expect(await effective(world, repositoryName)).toMatchObject(found)
      },
      'under ENHANCED, only filters count': async world => {
        await repository(world, { imageScanningConfiguration: { scanOnPush: true } })
        const found = async () => (await effective(world, repositoryName))?.map(one => one.scanFrequency)
        expect(await found()).toEqual(['SCAN_ON_PUSH'])
        await put(world, 'ENHANCED', continuous('other'))
        expect(await found()).toEqual(['MANUAL'])
      },
      'names that contain a filter, or match its wildcards': async world => {
        for (const name of NAMES) await world.ecr.createRepository({ repositoryName: name })
        const matches = async (text: string) => {
          await put(world, 'BASIC', onPush(text))
          const found = await effective(world, ...NAMES)
          return found?.map(one => (one.appliedScanFilters?.length === 1 ? 'Y' : 'N')).join('')
        }
        for (const [text, names] of Object.entries(MATCHES)) expect([text, await matches(text)]).toEqual([text, names])
      },
      'failures: REPOSITORY_NOT_FOUND': async world => {
        await repository(world)
        const repositoryNames = ['none', repositoryName]
        expect(await world.ecr.batchGetRepositoryScanningConfiguration({ repositoryNames })).toMatchObject({
          scanningConfigurations: [{ repositoryName }],
          failures: [{ repositoryName: 'none', failureCode: 'REPOSITORY_NOT_FOUND' }],
        })
      },
      '25 names': async world => {
        const repositoryNames = many(25, index => `r-${index}`)
        const { failures } = await world.ecr.batchGetRepositoryScanningConfiguration({ repositoryNames })
        expect(failures).toHaveLength(25)
      },
    },
    refuses: {
      'InvalidParameterException 26 names': world => effective(world, ...many(26, index => `r-${index}`)),
      'InvalidParameterException no names': world => effective(world),
      'InvalidParameterException a name that is none': world => effective(world, 'Team'),
    },
  },
  {
    operation: 'PutRegistryScanningConfiguration',
    works: {
      'BASIC and ENHANCED, each with its frequencies': async world => {
        const basic = { scanType: 'BASIC', rules: [onPush('a'), manual('b')] }
        expect((await put(world, 'BASIC', onPush('a'), manual('b'))).registryScanningConfiguration).toEqual(basic)
        const enhanced = { scanType: 'ENHANCED', rules: [onPush('*'), continuous('prod')] }
        const answer = await put(world, 'ENHANCED', onPush('*'), continuous('prod'))
        expect(answer.registryScanningConfiguration).toEqual(enhanced)
      },
      'replaces all of it': async world => {
        await put(world, 'ENHANCED', continuous('*'))
        const { registryScanningConfiguration } = await world.ecr.putRegistryScanningConfiguration({})
        expect(registryScanningConfiguration).toEqual({ scanType: 'BASIC', rules: [] })
        expect((await world.ecr.getRegistryScanningConfiguration({})).scanningConfiguration).toEqual({
          scanType: 'BASIC',
          rules: [],
        })
      },
      'pushes are scanned from then on': async world => {
        await put(world, 'BASIC', onPush('team'))
        const imageDigest = await image(world)
        const scan = await world.ecr.describeImageScanFindings({ repositoryName, imageId: { imageDigest } })
        expect(scan.imageScanStatus?.status).toBe('COMPLETE')
      },
      '100 filters of up to 255 characters': async world => {
        const filters = [...many(99, index => `team-${index}/*`), 'a'.repeat(255)]
        expect(
          (await put(world, 'BASIC', onPush(...filters))).registryScanningConfiguration?.rules?.[0]?.repositoryFilters,
        ).toHaveLength(100)
      },
    },
    refuses: {
      'ValidationException CONTINUOUS_SCAN with BASIC': world => put(world, 'BASIC', continuous('*')),
      'ValidationException MANUAL with ENHANCED': world => put(world, 'ENHANCED', manual('*')),
      'InvalidParameterException three rules': world =>
        put(world, 'ENHANCED', onPush('a'), continuous('b'), continuous('c')),
      'InvalidParameterException one frequency twice': world => put(world, 'BASIC', onPush('a'), onPush('b')),
      'InvalidParameterException 101 filters': world => put(world, 'BASIC', onPush(...many(101, index => `a${index}`))),
      'InvalidParameterException a filter of 256 characters': world => put(world, 'BASIC', onPush('a'.repeat(256))),
      'InvalidParameterException an empty filter': world => put(world, 'BASIC', onPush('')),
      'InvalidParameterException two separators in a row': world => put(world, 'BASIC', onPush('a--b')),
      'InvalidParameterException a separator at the end': world => put(world, 'BASIC', onPush('team/')),
      'InvalidParameterException a type of nobody': ({ post }) =>
        post('PutRegistryScanningConfiguration', { scanType: 'DEEP' }),
    },
  },
  {
    operation: 'GetRegistryScanningConfiguration',
    works: {
      'BASIC without rules until put': async ({ ecr }) => {
        const scanningConfiguration = { scanType: 'BASIC', rules: [] }
        const answer = await ecr.getRegistryScanningConfiguration({})
        expect(answer).toMatchObject({ registryId: ACCOUNT, scanningConfiguration })
      },
      'what was put, in its Region': async world => {
        await put(world, 'ENHANCED', continuous('*'))
        const { scanningConfiguration } = await world.ecr.getRegistryScanningConfiguration({})
        expect(scanningConfiguration).toEqual({ scanType: 'ENHANCED', rules: [continuous('*')] })
        const elsewhere = clientOf(world.emulator, { region: 'eu-west-1' })
        const other = await elsewhere.getRegistryScanningConfiguration({})
        expect(other.scanningConfiguration?.scanType).toBe('BASIC')
      },
    },
    refuses: {
      'SerializationException not a structure': ({ post }) => post('GetRegistryScanningConfiguration', []),
    },
  },
]
