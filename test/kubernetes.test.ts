import { readdirSync, readFileSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CronJob, Job } from 'kubernetes-models/batch/v1'
import { Namespace, ServiceAccount } from 'kubernetes-models/v1'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import manifest from '../package.json' with { type: 'json' }
import { startEmulator } from '../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from './cli.ts'
import { folderWith } from './folder.ts'

const EXAMPLE = fileURLToPath(new URL('../examples/kubernetes', import.meta.url))
const read = (file: string) => readFileSync(join(EXAMPLE, file), 'utf8')

/** Those that Kubernetes takes; kustomize reads its own, and ecrsync its manifest. */
const FILES = readdirSync(EXAMPLE).filter(
  file => file.endsWith('.yaml') && !['ecrsync.yaml', 'kustomization.yaml'].includes(file),
)

type Json = Readonly<Record<string, unknown>>

interface KubernetesObject extends Json {
  readonly kind: string
  readonly metadata: Json
  readonly spec?: unknown
}

const OBJECTS = FILES.flatMap(file =>
  parseAllDocuments(read(file)).map((document, index) => {
    const object = document.toJS() as KubernetesObject
    const { name, generateName } = object.metadata
    return { file, name: `${object.kind} ${name ?? generateName} (${file}, ${index + 1})`, object }
  }),
)

interface Container {
  readonly image: string
  readonly args: readonly string[]
  readonly env: readonly { readonly name: string; readonly value: string }[]
}

interface Pod extends Json {
  readonly containers: readonly [Container]
  readonly serviceAccountName: string
}

interface JobSpec {
  readonly completions?: number
  readonly podFailurePolicy: {
    readonly rules: readonly { readonly onExitCodes?: { readonly values: readonly number[] } }[]
  }
  readonly template: { readonly spec: Pod }
}

const JOBS = OBJECTS.flatMap(({ name, object }) => {
  if (object.kind === 'CronJob')
    return [{ name, job: (object.spec as { readonly jobTemplate: { readonly spec: JobSpec } }).jobTemplate.spec }]
  return object.kind === 'Job' ? [{ name, job: object.spec as JobSpec }] : []
})

const KINDS = { CronJob, Job, Namespace, ServiceAccount } as const

/** What Kubernetes' schema says against an object, and what of it that schema has no field for: it asks for each that it has. */
function faultsOf(object: KubernetesObject): readonly string[] {
  const unasked: (() => readonly string[])[] = []
  const { validate } = KINDS[object.kind as keyof typeof KINDS].prototype
  const model = new (KINDS[object.kind as keyof typeof KINDS] as new (object: Json) => object)(object)
  try {
    validate.call(asked(model, '', unasked) as never)
  } catch (error) {
    return [(error as Error).message]
  }
  return unasked.flatMap(find => find())
}

function asked(value: unknown, path: string, unasked: (() => readonly string[])[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  const [seen, made] = [new Set<string>(), new Map<string, unknown>()]
  unasked.push(() =>
    Array.isArray(value) ? [] : Object.keys(value).flatMap(key => (seen.has(key) ? [] : [`${path}/${key} is unknown`])),
  )
  return new Proxy(value, {
    get(from, key) {
      const found: unknown = Reflect.get(from, key)
      if (typeof key !== 'string' || !Object.hasOwn(from, key)) return found
      seen.add(key)
      if (!made.has(key)) made.set(key, asked(found, `${path}/${key}`, unasked))
      return made.get(key)
    },
  })
}

describe("Kubernetes' own schemas", () => {
  test.each(OBJECTS)('take $name', ({ object }) => {
    expect(faultsOf(object)).toEqual([])
  })

  const [job] = OBJECTS.flatMap(({ object }) => (object.kind === 'Job' ? [object] : []))
  const changed = (edit: (text: string) => string): KubernetesObject => JSON.parse(edit(JSON.stringify(job)))

  test.each([
    ['a field that there is none of', '"completionMode"', '"completionsMode"', '/spec/completionsMode is unknown'],
    [
      'one far below',
      '"readOnlyRootFilesystem"',
      '"readonlyRootFilesystem"',
      '/spec/template/spec/containers/0/securityContext/readonlyRootFilesystem is unknown',
    ],
    ['a value of another type', '"completions":8', '"completions":"8"', 'must be integer'],
    ['a word that there is none of', '"FailIndex"', '"Fail"', 'must be equal to one of the allowed values'],
  ])('would refuse %s', (_, text, other, said) => {
    expect(faultsOf(changed(json => json.replace(text, other))).join('\n')).toContain(said)
  })
})

describe.each(JOBS)('the pods of $name', ({ job }) => {
  const { containers, ...pod } = job.template.spec
  const [container] = containers

  test('may do no more than they must', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    expect(container).toMatchObject({
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      resources: {
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      },
      volumeMounts: [{ name: 'manifest', mountPath: '/manifest', readOnly: true }],
    })
  })

  test('are of this version, and of an account that there is', () => {
    expect(container.image).toBe(`ghcr.io/OWNER/ecrsync:${manifest.version}`)
    const accounts = OBJECTS.flatMap(({ object }) => (object.kind === 'ServiceAccount' ? [object.metadata.name] : []))
    expect(accounts).toContain(pod.serviceAccountName)
    expect(pod.serviceAccountName.split('-')[1]).toBe(container.args[0])
  })

  test('are not tried again where that would say the same', () => {
    const codes = job.podFailurePolicy.rules.flatMap(({ onExitCodes }) => onExitCodes?.values ?? [])
    expect(codes).toEqual(container.args[0] === 'plan' ? [2, 3, 4] : [3, 4])
  })
})

test('kustomize finds all that it names, and the pods find the manifest', () => {
  const { resources, configMapGenerator, ...others } = parse(read('kustomization.yaml'))
  expect(resources.filter((file: string) => !FILES.includes(file))).toEqual([])
  expect(others).toMatchObject({ namespace: 'ecrsync', generatorOptions: { disableNameSuffixHash: true } })
  expect(configMapGenerator).toEqual([{ name: 'ecrsync-manifest', files: ['ecrsync.yaml'] }])
  expect(JOBS.map(({ job }) => job.template.spec.volumes)).toEqual(
    JOBS.map(() => [{ name: 'manifest', configMap: { name: 'ecrsync-manifest' } }]),
  )
})

/** The manifest as a pod has it: links to links, in a folder that nobody may write to. */
async function mounted() {
  const cwd = await folderWith({})
  await mkdir(join(cwd, '..2026_11_28'))
  await cp(join(EXAMPLE, 'ecrsync.yaml'), join(cwd, '..2026_11_28/ecrsync.yaml'))
  await symlink('..2026_11_28', join(cwd, '..data'))
  await symlink('..data/ecrsync.yaml', join(cwd, 'ecrsync.yaml'))
  await chmod(cwd, 0o555)
  onTestFinished(() => chmod(cwd, 0o755))
  const emulator = await startEmulator()
  onTestFinished(() => emulator.close())
  const run = async ({ args, env }: Container, index: number) => {
    const own = Object.fromEntries(env.map(({ name, value }) => [name, value]))
    const words = args.map(arg => arg.replace('$(JOB_COMPLETION_INDEX)', String(index)))
    const nowhere = { TMPDIR: join(cwd, 'tmp'), XDG_CACHE_HOME: join(cwd, 'cache') }
    return (await ecrsync(words, { cwd, env: { ...awsEnvironment(emulator.url), ...nowhere, ...own } })).code
  }
  return { run, files: () => readdir(cwd) }
}

const containerOf = (kind: string, command: string): readonly [Container, number] => {
  const [found] = JOBS.filter(
    ({ name, job }) => name.startsWith(kind) && job.template.spec.containers[0].args[0] === command,
  )
  if (found === undefined) throw new Error(`No ${kind} has ${command}`)
  return [found.job.template.spec.containers[0], found.job.completions ?? 1]
}

describe('what the pods run', () => {
  const [plan] = containerOf('CronJob', 'plan')

  test('finds drift, makes the registry equal, and finds none, without a file of its own', async () => {
    const { run, files } = await mounted()
    const [apply] = containerOf('CronJob', 'apply')
    expect([await run(plan, 0), await run(apply, 0), await run(plan, 0)]).toEqual([2, 0, 0])
    expect(await files()).toEqual(['..2026_11_28', '..data', 'ecrsync.yaml'])
  })

  test('is done by all indexes of a job together', async () => {
    const { run, files } = await mounted()
    const [apply, completions] = containerOf('Job', 'apply')
    for (let index = 0; index < completions; index += 1) expect(await run(apply, index)).toBe(0)
    expect([completions, await run(plan, 0)]).toEqual([8, 0])
    expect(await files()).toEqual(['..2026_11_28', '..data', 'ecrsync.yaml'])
  })
})
