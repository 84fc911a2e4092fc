import { describe, expect, test } from 'vitest'
import { ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'

const MANIFEST = `version: 1
name: acme
include: ["teams/*.yaml"]
defaults:
  - { match: "**", tags: { target: "\${{ target.name }}", account: "\${{ target.account }}" } }
  - { match: "nowhere/**", tags: { a: b } }
repositories:
  team/app:
`
const FILES = {
  'ecrsync.yaml': MANIFEST,
  'teams/b.yaml': 'repositories:\n  team/b:\nremoved:\n  - { name: team/old }\n',
}

describe('validate', () => {
  test('needs no credentials, and says how much it has read', async () => {
    const { code, stdout, stderr } = await ecrsync(['validate'], { cwd: await folderWith(FILES) })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'ecrsync.yaml is valid: 2 repositories in 2 files.\n' })
    expect(stderr).toContain('ecrsync.yaml:6:7 warning MATCHES_NOTHING: No repository matches nowhere/**')
  })

  test('says no warnings when asked to be quiet', async () => {
    const { stderr } = await ecrsync(['validate', '--quiet'], { cwd: await folderWith(FILES) })
    expect(stderr).toBe('')
  })

  test('prints one document as JSON', async () => {
    const { code, stdout, stderr } = await ecrsync(['validate', '--json'], { cwd: await folderWith(FILES) })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      valid: true,
      repositories: ['team/app', 'team/b'],
      removed: ['team/old'],
      diagnostics: [
        expect.objectContaining({ severity: 'warning', code: 'MATCHES_NOTHING' }),
        expect.objectContaining({ severity: 'note', code: 'ECR201', repositories: ['team/app', 'team/b'] }),
      ],
    })
  })

  test('prints the resolved manifest, with what it cannot know of the target as it is written', async () => {
    const { code, stdout } = await ecrsync(['validate', '--print', '--quiet'], { cwd: await folderWith(FILES) })
    expect(code).toBe(0)
    expect(stdout.split('\n').slice(0, 8)).toEqual([
      'version: 1 # ecrsync.yaml:1',
      'name: acme # ecrsync.yaml:2',
      'repositories:',
      '  # ecrsync.yaml:8',
      '  team/app:',
      '    tags:',
      '      target: "default" # ecrsync.yaml:5',
      '      account: "${{ target.account }}" # ecrsync.yaml:5',
    ])
  })

  test('prints the resolved manifest within the document as JSON', async () => {
    const cwd = await folderWith(FILES)
    const text = await ecrsync(['validate', '--print'], { cwd })
    const json = await ecrsync(['validate', '--print', '--json'], { cwd })
    expect(JSON.parse(json.stdout)).toMatchObject({ valid: true, manifest: text.stdout.trimEnd() })
  })

  test('reads another file, and shows places relative to where it runs', async () => {
    const cwd = await folderWith({ 'infra/main.yaml': MANIFEST.replace('version: 1', 'version: 2') })
    const { code, stderr } = await ecrsync(['validate', '-f', 'infra/main.yaml'], { cwd })
    expect(code).toBe(3)
    expect(stderr).toContain('infra/main.yaml:1:1 error WRONG_VALUE: version is 1')
  })

  test('takes the region from the environment, for what only some regions have', async () => {
    const manifest = MANIFEST.replace(/include.*\n/, '').replace(
      'team/app:',
      'team/app: { encryptionConfiguration: { encryptionType: KMS_DSSE } }',
    )
    const cwd = await folderWith({ 'ecrsync.yaml': manifest })
    expect((await ecrsync(['validate'], { cwd })).code).toBe(0)
    expect((await ecrsync(['validate'], { cwd, env: { AWS_REGION: 'us-gov-west-1' } })).code).toBe(0)
    expect((await ecrsync(['validate'], { cwd, env: { AWS_REGION: 'eu-west-1' } })).code).toBe(3)
    expect((await ecrsync(['validate', '--region', 'us-gov-east-1'], { cwd })).code).toBe(0)
  })
})

const TARGETS = `version: 1
name: acme
accounts: { staging: "222233335555" }
targets:
  prod: { account: "111122223333", region: eu-west-1, labels: { env: prod } }
  fleet: { accounts: [staging], regions: [eu-west-1, us-gov-west-1], labels: { env: dev } }
defaults:
  - { match: "**", tags: { env: "\${{ target.labels.env }}", in: "\${{ target.region }}" } }
repositories:
  everywhere:
  app/prod: { targets: [prod] }
  app/dev: { targets: ["env=dev"], tags: { owner: dev } }
removed:
  - { name: old, targets: ["!prod"] }
`

describe('validate of several targets', () => {
  const place = async (text = TARGETS) => ({ cwd: await folderWith({ 'ecrsync.yaml': text }) })

  test('resolves every one', async () => {
    const { code, stdout } = await ecrsync(['validate'], await place())
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'ecrsync.yaml is valid for 3 targets: 3 repositories in 1 file.\n',
    })
  })

  test('names the targets of what is not so in all of them', async () => {
    const text = TARGETS.replace('everywhere:', 'everywhere: { encryptionConfiguration: { encryptionType: KMS_DSSE } }')
    const { code, stderr } = await ecrsync(['validate'], await place(text))
    expect(code).toBe(3)
    expect(stderr).toMatch(/ENCRYPTION: .*\n.*\n.*\n {2}in prod, fleet\/staging\/eu-west-1\n/)
    const json = await ecrsync(['validate', '--json'], await place(text))
    expect(JSON.parse(json.stdout).diagnostics).toMatchObject([{ targets: ['prod', 'fleet/staging/eu-west-1'] }])
  })

  test('prints the chosen one, as a manifest of its own', async () => {
    const { stdout } = await ecrsync(['validate', '--print', '--target', 'fleet/*/us-gov-*'], await place())
    expect(stdout).toContain('targets:\n  fleet/staging/us-gov-west-1:\n    account: "222233335555" # ecrsync.yaml:6')
    expect(stdout).toContain('in: "us-gov-west-1" # ecrsync.yaml:8')
    expect(stdout).not.toContain('app/prod')
    const again = await ecrsync(['validate', '--print'], await place(stdout))
    expect(again.stdout.replaceAll(/ *# .*/g, '')).toBe(stdout.replaceAll(/ *# .*/g, ''))
  })

  test('prints several as documents, each under its name', async () => {
    const { stdout } = await ecrsync(['validate', '--print'], await place())
    expect(stdout.split('---\n').map(text => text.split('\n')[0])).toEqual([
      '',
      '# target prod',
      '# target fleet/staging/eu-west-1',
      '# target fleet/staging/us-gov-west-1',
    ])
  })

  test('says as JSON what each has', async () => {
    const { stdout } = await ecrsync(['validate', '--json', '--target', 'env=dev'], await place())
    const fleet = {
      account: '222233335555',
      labels: { env: 'dev' },
      repositories: ['everywhere', 'app/dev'],
      removed: ['old'],
    }
    expect(JSON.parse(stdout)).toEqual({
      valid: true,
      repositories: ['everywhere', 'app/dev'],
      removed: ['old'],
      targets: [
        { name: 'fleet/staging/eu-west-1', region: 'eu-west-1', ...fleet },
        { name: 'fleet/staging/us-gov-west-1', region: 'us-gov-west-1', ...fleet },
      ],
      diagnostics: [
        expect.objectContaining({ code: 'ECR201', repositories: ['everywhere'] }),
        expect.objectContaining({ code: 'ECR201', repositories: ['app/dev'] }),
      ],
    })
  })

  test('refuses a target that there is not, and a region beside those of targets', async () => {
    const typo = await ecrsync(['validate', '--target', 'prud'], await place())
    expect(typo).toMatchObject({ code: 3, stderr: expect.stringContaining('Did you mean "prod"?') })
    const region = await ecrsync(['validate', '--region', 'eu-west-1'], await place())
    expect(region).toMatchObject({ code: 3, stderr: expect.stringContaining('Write --target prod --target fleet/') })
  })
})

describe('a diagnostic', () => {
  test('shows the line, what is wrong, why, and what to do', async () => {
    const cwd = await folderWith({ 'ecrsync.yaml': 'version: 1\nname: acme\nrepositorys: { team/app: {} }\n' })
    const { stderr } = await ecrsync(['validate'], { cwd })
    expect(stderr).toBe(`ecrsync.yaml:3:1 error UNKNOWN_KEY: Unknown key "repositorys"
  3 | repositorys: { team/app: {} }
    | ^
  It would be ignored, and what it asks for would not be managed.
  hint: Did you mean "repositories"?
      repositories:
        team/app:
`)
  })

  test('about two places names both', async () => {
    const cwd = await folderWith({ 'ecrsync.yaml': 'version: 1\nname: acme\nname: other\n' })
    const { stderr } = await ecrsync(['validate'], { cwd })
    expect(stderr).toContain('ecrsync.yaml:3:1 error DUPLICATE_KEY')
    expect(stderr).toContain('\n  ecrsync.yaml:2:1 "name" is first written here\n')
  })

  test('gives no command to the terminal, whatever the manifest says', async () => {
    const text = 'version: 1\nname: acme\nrepositories: { app: { tags: { "\\e[2J\\u202e": x } } } # \u202e\n'
    const { stderr } = await ecrsync(['validate'], { cwd: await folderWith({ 'ecrsync.yaml': text }) })
    expect(stderr).toContain('error INVALID_TAG')
    expect(stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
  })

  test('that is an error comes before all warnings', async () => {
    const layers = Array.from({ length: 60 }, () => '  - { match: "no/**" }\n').join('')
    const manifest = `version: 1\nname: acme\ndefaults:\n${layers}repositories:\n  app: { tags: { ${Array.from({ length: 50 }, (_, index) => `k${index}: v`)} } }\n`
    const { stderr } = await ecrsync(['validate'], { cwd: await folderWith({ 'ecrsync.yaml': manifest }) })
    expect(stderr).toMatch(/^ecrsync.yaml:65:10 error TOO_MANY_TAGS/)
    expect(stderr).toContain('\n  also at ecrsync.yaml:5:7, :6:7 and 57 more\n')
  })
})

describe('validate for other programs', () => {
  const OPEN = `version: 1
name: acme
repositories:
  team/app: { lifecyclePolicy: null, waive: [{ check: ECR201, reason: seen, until: "9999-12-31" }], repositoryPolicy: { statements: [{ Effect: Allow, Principal: "*", Action: "ecr:BatchGetImage" }] } }
`
  const place = async (text: string) => ({ cwd: await folderWith({ 'infra/ecrsync.yaml': text, '.git': '' }) })
  const infra = ({ cwd }: { readonly cwd: string }) => ({ cwd: `${cwd}/infra`, env: { GITHUB_WORKSPACE: '' } })

  test('prints annotations, and the summary', async () => {
    const { code, stdout, stderr } = await ecrsync(['validate', '--format', 'github'], infra(await place(OPEN)))
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^::warning file=infra\/ecrsync\.yaml,line=4,col=\d+,title=ECR101::.*\necrsync\.yaml is valid: 1 repository in 1 file\.\n$/,
    )
  })

  test('prints nothing but SARIF, of a manifest that is wrong, too', async () => {
    const fine = await ecrsync(['validate', '--format', 'sarif'], infra(await place(OPEN)))
    expect(JSON.parse(fine.stdout).runs[0].results).toMatchObject([{ ruleId: 'ECR101', level: 'warning' }])
    const wrong = await ecrsync(
      ['validate', '--format=sarif'],
      infra(await place(OPEN.replace('version: 1', 'version: 2'))),
    )
    expect({ code: wrong.code, stderr: wrong.stderr }).toEqual({ code: 3, stderr: '' })
    expect(JSON.parse(wrong.stdout).runs[0]).toMatchObject({
      invocations: [{ executionSuccessful: false, exitCode: 3 }],
      results: expect.arrayContaining([expect.objectContaining({ ruleId: 'WRONG_VALUE', level: 'error' })]),
    })
  })

  test('prints an annotation of a manifest that is not there', async () => {
    const { code, stdout } = await ecrsync(
      ['validate', '--format', 'github', '-f', 'no.yaml'],
      infra(await place(OPEN)),
    )
    expect(code).toBe(3)
    expect(stdout).toMatch(/^::error title=MANIFEST_NOT_FOUND::/)
  })

  test('prints one document as JSON by its long name, too', async () => {
    const at = infra(await place(OPEN))
    const long = await ecrsync(['validate', '--format', 'json'], at)
    expect(long.stdout).toBe((await ecrsync(['validate', '--json'], at)).stdout)
    expect(JSON.parse(long.stdout).diagnostics).toMatchObject([{ code: 'ECR101', repositories: ['team/app'] }])
  })

  test('refuses the manifest for a check that it takes for an error', async () => {
    const text = OPEN.replace('repositories:', 'checks: { ECR101: error }\nrepositories:')
    const { code, stderr } = await ecrsync(['validate'], infra(await place(text)))
    expect(code).toBe(3)
    expect(stderr).toContain('error ECR101: A statement that lets everybody in')
  })

  test('has no place for the resolved manifest in a form of others', async () => {
    const { code, stdout, stderr } = await ecrsync(
      ['validate', '--print', '--format', 'sarif'],
      infra(await place(OPEN)),
    )
    expect(code).toBe(3)
    expect(stdout + stderr).toContain('--print cannot be said with --format sarif')
  })
})

test('a resolved manifest has its checks and waivers, and means the same', async () => {
  const text = `version: 1
name: acme
checks: { ECR201: error }
defaults:
  - { match: "**", waive: [{ check: ECR201, reason: "kept: for ever", until: "9999-12-31" }] }
repositories:
  team/app:
`
  const first = await ecrsync(['validate', '--print', '--quiet'], { cwd: await folderWith({ 'ecrsync.yaml': text }) })
  expect(first.stdout).toContain('reason: "kept: for ever" # ecrsync.yaml:5')
  const cwd = await folderWith({ 'ecrsync.yaml': first.stdout })
  expect((await ecrsync(['validate'], { cwd })).code).toBe(0)
})
