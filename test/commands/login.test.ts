import { execFile } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { awsEnvironment, bareEnvironment, ecrsync, HELPER_JS, RUN_JS, type Run, spawned } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { expectAccepted, regionIn } from './login/token.ts'

/** Records what it is given, and ends as the test wants. */
const CLIENT = `#!/bin/sh
for word in "$@"; do echo "$word"; done > words
cat > password
if [ -n "$TALKS" ]; then echo Login Succeeded; echo warning >&2; fi
exit "\${EXIT_CODE:-0}"
`

/** An emulator, and a folder whose clients stand first on the PATH. */
async function world(clients: readonly string[] = ['docker']) {
  const { url } = await seeded({ calls: [] })
  const cwd = await folderWith(Object.fromEntries(clients.map(client => [`bin/${client}`, CLIENT])))
  for (const client of clients) await chmod(join(cwd, 'bin', client), 0o755)
  const env = { ...awsEnvironment(url), PATH: `${join(cwd, 'bin')}:${process.env.PATH}` }
  const recorded = (file: string) => readFile(join(cwd, file), 'utf8')
  return {
    url,
    host: new URL(url).host,
    place: { cwd, env },
    words: async () => (await recorded('words')).trimEnd().split('\n'),
    password: () => recorded('password'),
  }
}

const LOGIN = ['login', '--username', 'AWS', '--password-stdin']
const saying = ({ stdout, stderr }: Run) => stdout + stderr

describe('login', () => {
  test('gives docker a token of the registry on its standard input', async () => {
    const { url, host, place, words, password } = await world()
    const run = await ecrsync(['login', '--verbose'], place)
    expect(run).toEqual({ code: 0, stdout: '', stderr: '→ GetAuthorizationToken\n' })
    expect(await words()).toEqual([...LOGIN, host])
    await expectAccepted(url, await password())
  })

  test.each([
    ['podman', 'podman', LOGIN],
    ['helm registry', 'helm', ['registry', ...LOGIN]],
    [
      ' skopeo  login --tls-verify=false',
      'skopeo',
      ['login', '--tls-verify=false', '--username', 'AWS', '--password-stdin'],
    ],
  ])('lets %s log in', async (client, program, args) => {
    const { url, host, place, words, password } = await world([program])
    expect(await ecrsync(['login', '--client', client], place)).toMatchObject({ code: 0 })
    expect(await words()).toEqual([...args, host])
    await expectAccepted(url, await password())
  })

  test('starts no shell', async () => {
    const { place } = await world()
    const run = await ecrsync(['login', '--client', 'docker;touch'], place)
    expect(run.stderr).toContain('error NO_CLIENT: docker;touch cannot be started')
  })

  test('takes region and endpoint from the flags', async () => {
    const { url, place, password } = await world()
    const env = { ...place.env, AWS_ENDPOINT_URL_ECR: 'http://127.0.0.1:9' }
    const flags = ['--endpoint-url', url, '--region', 'eu-west-1']
    expect(await ecrsync(['login', ...flags], { ...place, env })).toMatchObject({ code: 0 })
    expect(regionIn(await password())).toBe('eu-west-1')
  })

  test('passes on what the client says, or only its errors', async () => {
    const { place } = await world()
    const talking = { ...place, env: { ...place.env, TALKS: 'yes' } }
    expect(await spawned(['login'], talking)).toEqual({ code: 0, stdout: 'Login Succeeded\n', stderr: 'warning\n' })
    expect(await spawned(['login', '--quiet'], talking)).toEqual({ code: 0, stdout: '', stderr: 'warning\n' })
  })

  test.each([
    ['exit 7', 'It ended with 7;'],
    ['kill -KILL $$', 'It ended with SIGKILL;'],
  ])('fails with a client that fails before it reads: %s', async (ending, detail) => {
    const { place } = await world()
    const cwd = await folderWith({ docker: `#!/bin/sh\n${ending}\n` })
    await chmod(join(cwd, 'docker'), 0o755)
    const run = await ecrsync(['login'], { cwd, env: { ...place.env, PATH: `${cwd}:${place.env.PATH}` } })
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toMatch(/error LOGIN_FAILED: docker did not log in to 127\.0\.0\.1:\d+\n/)
    expect(run.stderr).toContain(detail)
    expect(run.stderr).toContain('--client "podman login --tls-verify=false"')
  })

  test.each([
    ['podman', '--client "podman login --tls-verify=false"'],
    ['skopeo', '--client "skopeo login --tls-verify=false"'],
    ['helm registry', '--client "helm registry login --plain-http"'],
    ['skopeo login --tls-verify=false', 'Mend what skopeo says'],
    ['crane auth', '--client "crane auth login …"'],
  ])('fails with %s with what to give to this very client', async (client, hint) => {
    const { place } = await world()
    const program = client.split(' ')[0] as string
    const cwd = await folderWith({ [program]: '#!/bin/sh\nexit 1\n' })
    await chmod(join(cwd, program), 0o755)
    const env = { ...place.env, PATH: `${cwd}:${place.env.PATH}` }
    expect((await ecrsync(['login', '--client', client], { cwd, env })).stderr).toContain(hint)
  })

  test('without podman does not name podman', async () => {
    const { place } = await world()
    const run = await ecrsync(['login', '--client', 'podman'], {
      ...place,
      env: { ...place.env, PATH: '/nonexistent' },
    })
    expect(run.stderr).toContain('another client: `ecrsync login --client docker`')
  })

  test('without docker names the other ways', async () => {
    const { place } = await world()
    const run = await ecrsync(['login'], { ...place, env: { ...place.env, PATH: '/nonexistent' } })
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toContain('error NO_CLIENT: docker cannot be started\n')
    for (const way of ['--client podman', '--print', 'docker-credential-ecrsync']) expect(run.stderr).toContain(way)
  })

  test('with a client that may not be executed says so', async () => {
    const { place } = await world()
    const cwd = await folderWith({ podman: CLIENT })
    const run = await ecrsync(['login', '--client', join(cwd, 'podman')], place)
    expect(run.stderr).toMatch(/error NO_CLIENT: .*podman cannot be started\n.*EACCES/)
  })
})

describe('login --print', () => {
  test('prints a command that logs in when it is run, and runs nothing itself', async () => {
    const { url, host, place, words, password } = await world()
    const { code, stdout } = await ecrsync(['login', '--print'], place)
    expect(code).toBe(0)
    expect(stdout).toBe(`ecrsync login --password | docker ${LOGIN.join(' ')} ${host}\n`)
    await expect(words()).rejects.toThrow('ENOENT')
    await writeFile(join(place.cwd, 'bin', 'ecrsync'), `#!/bin/sh\nexec "${process.execPath}" "${RUN_JS}" "$@"\n`)
    await chmod(join(place.cwd, 'bin', 'ecrsync'), 0o755)
    await promisify(execFile)('sh', ['-c', stdout], { ...place, env: bareEnvironment(place.env) })
    expect(await words()).toEqual([...LOGIN, host])
    await expectAccepted(url, (await password()).replace(/\n$/, ''))
  })

  test.each([
    [['--region', 'eu-west-1'], 'ecrsync login --password --region eu-west-1 | docker login'],
    [
      ['--endpoint-url', 'URL', '--client', 'helm registry'],
      'login --password --endpoint-url URL | helm registry login',
    ],
    [['--client', "it's"], "--password | 'it'\\''s' login"],
  ])('%j keeps what says which registry', async (flags, line) => {
    const { url, place } = await world()
    const { stdout } = await ecrsync(['login', '--print', ...flags.map(word => word.replace('URL', url))], place)
    expect(stdout.replace(url, 'URL')).toContain(line)
  })

  test('begins with npx where ecrsync was started so', async () => {
    const { place } = await world()
    const env = { ...place.env, npm_command: 'exec' }
    expect((await ecrsync(['login', '--print'], { ...place, env })).stdout).toMatch(/^npx ecrsync login --password \| /)
  })
})

describe('login --password', () => {
  test('prints the password for a pipe', async () => {
    const { url, place } = await world()
    const { code, stdout, stderr } = await ecrsync(['login', '--password', '--verbose'], place)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '→ GetAuthorizationToken\n' })
    await expectAccepted(url, stdout.replace(/\n$/, ''))
  })

  test('refuses to print it on a terminal', async () => {
    const { place } = await world()
    const { isTTY } = process.stdout
    process.stdout.isTTY = true
    const run = await ecrsync(['login', '--password'], place).finally(() => {
      process.stdout.isTTY = isTTY
    })
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain('error INVALID_FLAG: --password would show the password on the terminal')
    expect(run.stderr).toContain('ecrsync login --print')
  })
})

describe('login --get-credentials', () => {
  test('answers on standard output about the registries that it knows', async () => {
    const { url, host, place } = await world()
    const get = (input: string) => spawned(['login', '--get-credentials', 'get'], { ...place, input })
    const { code, stdout, stderr } = await get(`${host}\n`)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { Secret, ...others } = JSON.parse(stdout)
    expect(others).toEqual({ ServerURL: host, Username: 'AWS' })
    await expectAccepted(url, Secret)
    expect(await get('docker.io')).toEqual({
      code: 1,
      stdout: 'credentials not found in native keychain\n',
      stderr: '',
    })
  })

  test('tells a failure to the client and to people', async () => {
    const { host, place } = await world()
    const env = { ...place.env, AWS_REGION: '' }
    const run = await spawned(['login', '--get-credentials', 'get'], { ...place, env, input: host })
    expect(run).toMatchObject({ code: 1, stdout: 'NO_REGION: No AWS region is set\n' })
    expect(run.stderr).toContain('error NO_REGION: No AWS region is set\n')
    expect(run.stderr).toContain('hint: ')
  })
})

describe('docker-credential-ecrsync', () => {
  test.each([
    ['127.0.0.1:1', 'us-east-1'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com', 'eu-west-1'],
  ])('get of %s answers with a token of %s', async (input, region) => {
    const { url, place } = await world()
    const { code, stdout, stderr } = await spawned(['get'], { ...place, input, script: HELPER_JS })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const { Secret, ...others } = JSON.parse(stdout)
    expect(others).toEqual({ ServerURL: input, Username: 'AWS' })
    expect(regionIn(Secret)).toBe(region)
    await expectAccepted(url, Secret)
  })

  test.each([
    [['store'], '{"ServerURL":"x","Username":"AWS","Secret":"hush"}', /^$/],
    [['erase'], 'x', /^$/],
    [['list'], 'unused', /^\{"https:\/\/127\.0\.0\.1:\d+":"AWS"\}\n$/],
    [['version'], '', /^docker-credential-ecrsync \(ecrsync\) \d+\.\d+\.\d+\n$/],
  ])('%j succeeds', async (args, input, stdout) => {
    const { place } = await world()
    const run = await spawned(args, { ...place, input, script: HELPER_JS })
    expect(run).toEqual({ code: 0, stdout: expect.stringMatching(stdout), stderr: '' })
  })

  test.each([[[]], [['frob']], [['get', 'x']], [['version', 'x']]])('%j is refused with its usage', async args => {
    const { place } = await world()
    const run = await spawned(args, { ...place, script: HELPER_JS })
    const usage = 'Usage: docker-credential-ecrsync <get|store|erase|list|version>'
    expect(run).toMatchObject({ code: 3, stdout: `${usage}\n` })
    expect(run.stderr).toContain('error UNEXPECTED_ARGUMENT: ')
    expect(run.stderr).toContain(`hint: ${usage}`)
  })

  test('fails in a line for the client and a diagnostic for people', async () => {
    const { place } = await world()
    const env = { ...place.env, AWS_REGION: '' }
    const run = await spawned(['get'], { ...place, env, input: 'localhost', script: HELPER_JS })
    expect(run).toMatchObject({ code: 1, stdout: 'NO_REGION: No AWS region is set\n' })
    expect(run.stderr).toContain('error NO_REGION: ')
  })
})

describe('what login does not understand ends with 3 and a diagnostic', () => {
  test.each([
    [['--client', ''], 'INVALID_FLAG', '--client podman'],
    [['--client', 'login'], 'INVALID_FLAG', '--client podman'],
    [['--print', '--password'], 'INVALID_FLAG', 'ecrsync login --help'],
    [['--client', 'podman', '--password'], 'INVALID_FLAG', 'ecrsync login --help'],
    [['--print', '--get-credentials', 'get'], 'INVALID_FLAG', 'ecrsync login --help'],
    [['--get-credentials', 'frob'], 'INVALID_FLAG', 'ecrsync login --help'],
    [['--get-credentials'], 'INVALID_FLAG', 'ecrsync login --help'],
    [['--endpoint-url', 'localhost:4510'], 'INVALID_FLAG', 'http://127.0.0.1:4510'],
    [['--local'], 'UNKNOWN_FLAG', 'ecrsync login --help'],
    [['--json'], 'UNKNOWN_FLAG', 'ecrsync login --help'],
    [['docker.io'], 'UNEXPECTED_ARGUMENT', 'ecrsync login --help'],
  ])('%j', async (args, code, hint) => {
    const { place } = await world()
    const run = await ecrsync(['login', ...args], place)
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toContain(`error ${code}: `)
    expect(run.stderr).toContain(hint)
  })
})

describe('where ECR gives no token', () => {
  test.each([
    ['{}'],
    ['{"authorizationData":[]}'],
    [`{"authorizationData":[{"authorizationToken":"${btoa('somebody:secret')}","proxyEndpoint":"http://a"}]}`],
    [`{"authorizationData":[{"authorizationToken":"${btoa('AWS:secret')}","proxyEndpoint":"nowhere"}]}`],
  ])('an answer of %s', async body => {
    const { place } = await world()
    const run = await ecrsync(['login', '--endpoint-url', await strangerAt(body)], place)
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toContain('error NOT_ECR: The endpoint does not answer as ECR does')
    expect(run.stderr).not.toContain('secret')
  })

  test('because it is denied, exits 1', async () => {
    const denied = [{ operation: 'GetAuthorizationToken', error: 'AccessDeniedException' }]
    const { url } = await seeded({ calls: [], faults: denied })
    const run = await ecrsync(['login', '--print'], { cwd: await folderWith({}), env: awsEnvironment(url) })
    expect(run).toMatchObject({ code: 1, stdout: '' })
    expect(run.stderr).toContain('error ACCESS_DENIED: GetAuthorizationToken is not allowed')
  })
})

async function strangerAt(body: string): Promise<string> {
  const server = createServer((_request, response) => response.end(body))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>(resolve => server.close(() => resolve())))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('the password is in no output', () => {
  test.each([[['login', '--verbose']], [['login', '--print', '--verbose']]])(
    'of %j, whatever is logged',
    async args => {
      const { place } = await world()
      const run = await spawned(args, { ...place, env: { ...place.env, DEBUG: '*' } })
      expect(run.code).toBe(0)
      expect(saying(run)).not.toMatch(LIKE_A_TOKEN)
    },
  )

  test('of a client that fails, nor on its command line', async () => {
    const { place, words, password } = await world()
    const env = { ...place.env, EXIT_CODE: '1', DEBUG: '*' }
    const run = await spawned(['login', '--verbose'], { ...place, env })
    expect(run.code).toBe(1)
    expect(saying(run)).not.toMatch(LIKE_A_TOKEN)
    expect((await words()).join(' ')).not.toMatch(LIKE_A_TOKEN)
    expect(await password()).toMatch(LIKE_A_TOKEN)
  })
})

/** Passwords are JSON in base64, and tokens `AWS:` and a password, once more in base64. */
const LIKE_A_TOKEN = /eyJ|QVdTO/
