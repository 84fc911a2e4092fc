import { describe, expect, test } from 'vitest'
import { COMMANDS } from '../../src/commands/index.ts'
import { EXIT } from '../../src/errors.ts'
import { ecrsync, spawned } from '../cli.ts'
import { folderWith } from '../folder.ts'

describe('the surface that scripts depend on', () => {
  test('no command takes what is piped into it for an argument', () => {
    const args = Object.values(COMMANDS).flatMap(({ args }) => Object.values(args ?? {}))
    expect(args.length).toBeGreaterThan(4)
    expect(args.filter(({ ignoreStdin }) => !ignoreStdin)).toEqual([])
  })

  test('has these commands and flags', () => {
    const surface = Object.entries(COMMANDS).map(([name, { flags }]) => [name, Object.keys(flags).sort().join(' ')])
    expect(Object.fromEntries(surface)).toMatchInlineSnapshot(`
      {
        "apply": "allow allow-endpoint allow-env auto-approve concurrency endpoint-url expand expect file format in-use lifecycle-preview local max-age max-rate min-transfer-rate no-color only profile quiet receipt region shard stale stats tag-reader target verbose",
        "autocomplete": "",
        "copy": "allow-endpoint allow-env auto-approve concurrency dry-run endpoint-url file format local max-rate min-transfer-rate no-color profile quiet region stats target verbose",
        "emulator": "account allow-reset clock create-lag data fault forbid-tag host latency lenient local-uris log organization port principal rate-limit region run-lifecycle stale-tags",
        "explain": "allow-endpoint allow-env concurrency endpoint-url file live local max-rate no-color profile quiet region stats target verbose",
        "fmt": "check file format no-color quiet",
        "iam": "allow-endpoint allow-env file mode no-color quiet region target verbose with",
        "import": "allow-endpoint allow-env concurrency endpoint-url file from-cloudformation from-terraform layout local max-rate name no-color only out parameter profile quiet region stats tag-reader take-live target update verbose verify",
        "init": "account ci concurrency endpoint-url file format import local max-rate name no-color profile quiet region verbose",
        "inventory": "allow-endpoint allow-env concurrency endpoint-url file format local max-rate no-color profile quiet rate region sort stats tag-reader target verbose",
        "login": "allow-endpoint allow-env client endpoint-url file get-credentials no-color password print profile quiet region target verbose",
        "plan": "allow allow-endpoint allow-env concurrency detailed-exitcode endpoint-url expand file format in-use lifecycle-preview local max-rate no-color only out profile quiet region shard stats tag-reader target verbose",
        "preview": "allow-endpoint allow-env concurrency endpoint-url expand file format lifecycle-preview local max-rate no-color only profile quiet region stats target verbose",
        "revert": "allow-endpoint allow-env concurrency endpoint-url expand file format in-use lifecycle-preview local max-rate no-color out profile quiet region stats tag-reader target verbose",
        "schema": "fragment",
        "show": "expand format no-color quiet",
        "validate": "allow-endpoint allow-env file format no-color print quiet region target verbose",
      }
    `)
  })

  test('has these exit codes', () => {
    expect(EXIT).toMatchInlineSnapshot(`
      {
        "changesPending": 2,
        "declined": 8,
        "done": 0,
        "failure": 1,
        "incomplete": 7,
        "interrupted": 130,
        "invalidInput": 3,
        "partial": 6,
        "refused": 4,
        "stale": 5,
        "terminated": 143,
      }
    `)
  })
})

describe('what ecrsync does not know ends with 3, a diagnostic and no parser internals', () => {
  test.each([
    [['plam'], 'UNKNOWN_COMMAND', 'plan'],
    [['frobnicate'], 'UNKNOWN_COMMAND', 'apply, autocomplete, copy, emulator, explain'],
    [['--bogus'], 'UNKNOWN_FLAG', '--help'],
    [['plan', '--onyl', 'x'], 'UNKNOWN_FLAG', '--only'],
    [['preview', '--out', 'plan.json'], 'UNKNOWN_FLAG', 'ecrsync preview --help'],
    [['plan', '--only', 'a/*', 'stray'], 'UNEXPECTED_ARGUMENT', 'ecrsync plan --help'],
    [['apply', 'plan.json'], 'PLAN_NOT_FOUND', 'ecrsync plan --out FILE'],
    [['apply', 'plan.json', 'other'], 'UNEXPECTED_ARGUMENT', 'ecrsync apply --help'],
    [['show'], 'MISSING_ARGUMENT', 'Write ecrsync show PLAN.'],
    [['plan', '--format', 'html'], 'INVALID_FLAG', 'ecrsync plan --help'],
    [['plan', '--concurrency', '0'], 'INVALID_FLAG', 'ecrsync plan --help'],
    [['plan', '--concurrency', 'many'], 'INVALID_FLAG', 'ecrsync plan --help'],
    [['plan', '--region'], 'INVALID_FLAG', 'ecrsync plan --help'],
    [['plan', '--endpoint-url', 'localhost:4510'], 'INVALID_FLAG', 'http://127.0.0.1:4510'],
    [['emulator', '--account', 'me'], 'INVALID_FLAG', '123456789012'],
    [['emulator', '--lenient', 'layers,logins'], 'INVALID_FLAG', 'layers,login,tags'],
    [['copy', 'a', 'b', '--only', 'a/*'], 'UNKNOWN_FLAG', 'ecrsync copy --help'],
    [['copy', 'a', 'b', '--expand'], 'UNKNOWN_FLAG', 'ecrsync copy --help'],
    [['preview', '--in-use', 'list'], 'UNKNOWN_FLAG', 'ecrsync preview --help'],
    [['preview', 'team/app', '--only', 'team/*'], 'INVALID_FLAG', 'ecrsync preview team/app'],
    [['plan', '--local', '--endpoint-url', 'http://127.0.0.1:4510'], 'INVALID_FLAG', 'Leave one of them out.'],
    [['help', 'plam'], 'UNKNOWN_COMMAND', 'Did you mean ecrsync plan?'],
    [['copy'], 'MISSING_ARGUMENT', 'Write ecrsync copy FROM TO.'],
    [['copy', 'a'], 'MISSING_ARGUMENT', 'Write ecrsync copy FROM TO.'],
    [['copy', 'a', 'b', 'c'], 'UNEXPECTED_ARGUMENT', 'ecrsync copy --help'],
    [['--no-color', 'plan'], 'UNKNOWN_FLAG', 'Write ecrsync plan --no-color'],
    [['plan', '--auto-approve'], 'UNKNOWN_FLAG', 'It is a flag of ecrsync apply, ecrsync copy.'],
    [['plan', '--version'], 'UNKNOWN_FLAG', 'Write ecrsync --version'],
    [['apply', '--dry-run'], 'UNKNOWN_FLAG', 'ecrsync plan shows what would change'],
    [['plan', '--region'], 'INVALID_FLAG', 'Write --region VALUE.'],
    [['plan', '--only'], 'INVALID_FLAG', 'Write --only GLOB.'],
    [['plan', '--format', 'jsn'], 'INVALID_FLAG', 'Did you mean --format json?'],
    [['plan', '--region', 'us-east-1', '--region', 'eu-west-1'], 'INVALID_FLAG', 'Leave one of them out.'],
  ])('%j', async (args, code, hint) => {
    const cwd = await folderWith({})
    const text = await ecrsync(args, { cwd })
    expect(text).toMatchObject({ code: 3, stdout: '' })
    expect(text.stderr).toContain(`error ${code}: `)
    expect(text.stderr).toMatch(/\n {2}hint: /)
    expect(text.stderr).toContain(hint)
    expect(text.stderr).not.toMatch(/node_modules|at .*\.js:\d+|parse.*input/)
  })

  test.each([
    [['plam', '--json']],
    [['plan', '--bogus', '--json']],
    [['plan', 'extra', '--json']],
    [['plan', '--json', '--concurrency', '0']],
    [['--bogus', '--json']],
  ])('%j prints one JSON document', async args => {
    const { code, stdout, stderr } = await ecrsync(args, { cwd: await folderWith({}) })
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { severity: string; hint: string }[] }
    expect({ code, stderr, count: diagnostics.length }).toEqual({ code: 3, stderr: '', count: 1 })
    expect(diagnostics[0]).toMatchObject({ severity: 'error', hint: expect.any(String) })
  })
})

describe('what oclif says of a command line is said in our words', () => {
  test.each<[readonly string[], string]>([
    [['copy', 'a'], 'ecrsync copy lacks TO\n  TO is a repository that the manifest declares'],
    [['copy', 'a', 'b', 'c'], 'ecrsync copy takes 2 arguments beside flags: ecrsync copy FROM TO.'],
    [['plan', '--concurrency', '0'], '--concurrency takes a whole number of at least 1, and not 0'],
    [['plan', '--concurrency', '999'], '--concurrency takes a whole number of at most 200, and not 999'],
    [['plan', '--concurrency', 'many'], '--concurrency takes a whole number, and not many'],
    [['plan', '--concurrency', ''], '--concurrency takes a whole number, and not ""'],
    [['plan', '--max-rate', '0.5'], '--max-rate takes a whole number, and not 0.5'],
    [['plan', '--tag-reader', ''], '--tag-reader takes ecr or tagging or auto, and not ""'],
    [['plan', '--shard', ''], '--shard "" is no shard'],
    [['plan', '--format', 'html'], '--format takes text or json, and not html'],
    [['plan', '--region'], '--region lacks its value'],
    [['plan', '--lifecycle-preview'], '--lifecycle-preview lacks its value'],
    [['plan', '--local', '--endpoint-url', 'http://127.0.0.1:4510'], '--endpoint-url and --local do not go together'],
    [['iam'], '--mode is missing\n  hint: Write --mode plan or apply.'],
    [['plan', '-f', 'a', '-f', 'b'], '--file stands there twice'],
  ])('%j', async (args, words) => {
    const { code, stderr } = await ecrsync(args, { cwd: await folderWith({}) })
    expect([code, stderr]).toEqual([3, expect.stringContaining(words)])
  })
})

describe('colours are a matter of the flag also where a line cannot be read', () => {
  const RED = '\u001b[31m'

  test.each<[readonly string[]]>([[['plam']], [['plan', '--bogus']], [['help', 'plam']], [['copy']]])(
    '%j',
    async args => {
      const place = { cwd: await folderWith({}), env: { NO_COLOR: '', FORCE_COLOR: '1' } }
      expect((await ecrsync(args, place)).stderr).toContain(RED)
      expect((await ecrsync([...args, '--no-color'], place)).stderr).not.toContain('\u001b')
    },
  )
})

describe('what a user types first', () => {
  test.each([
    [['--help'], 'USAGE'],
    [['-h'], 'USAGE'],
    [['help'], '$ ecrsync help COMMAND'],
    [[], '$ ecrsync help COMMAND'],
    [['help', 'plan'], '$ ecrsync plan '],
    [['plan', '-h'], '$ ecrsync plan '],
    [['plan', '--help'], '$ ecrsync plan '],
    [['--version'], 'ecrsync/'],
    [['-v'], 'ecrsync/'],
  ])('%j exits 0', async (args, words) => {
    const { code, stdout, stderr } = await ecrsync(args, { cwd: await folderWith({}) })
    expect([code, stdout, stderr]).toEqual([0, expect.stringContaining(words), ''])
  })

  test('no line of the first page is wider than a page of 80', async () => {
    const { stdout } = await ecrsync(['--help'], { cwd: await folderWith({}) })
    expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([])
  })

  test('-v after a command is --verbose', async () => {
    const cwd = await folderWith({ 'ecrsync.yaml': 'version: 1\nname: acme\nrepositories:\n  team/app:\n' })
    expect((await ecrsync(['plan', '--local', '-v'], { cwd })).stderr).toContain('→ DescribeRepositories')
  })

  test('without a manifest it says how to begin one', async () => {
    const { code, stderr } = await ecrsync(['plan'], { cwd: await folderWith({}) })
    expect(code).toBe(3)
    expect(stderr).toContain('There is no file ecrsync.yaml')
    expect(stderr).toContain('version: 1')
  })

  test('schema prints the published schema, of fragments too', async () => {
    const cwd = await folderWith({})
    expect(JSON.parse((await ecrsync(['schema'], { cwd })).stdout)).toMatchObject({ title: 'ecrsync manifest' })
    expect(JSON.parse((await ecrsync(['schema', '--fragment', '--json'], { cwd })).stdout)).toMatchObject({
      title: 'ecrsync manifest fragment',
    })
  })
})

describe('as a process of its own', () => {
  test.each([['-v'], ['version'], ['--version']])('%s prints the version', async word => {
    const { code, stdout } = await spawned([word], { cwd: await folderWith({}) })
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ecrsync\/\d+\.\d+\.\d+ /)])
  })

  test('it prints its result and nothing of what it is made of', async () => {
    const { code, stdout, stderr } = await spawned(['schema'], { cwd: await folderWith({}) })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ title: 'ecrsync manifest' })
  })

  test('it tells its caller how it ended', async () => {
    expect(await spawned(['plan', '--bogus'], { cwd: await folderWith({}) })).toMatchObject({ code: 3, stdout: '' })
  })
})
