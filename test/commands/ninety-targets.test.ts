import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'

const ACCOUNTS = Array.from({ length: 30 }, (_, index) => String(222200000000 + index))
const REGIONS = ['ap-south-1', 'eu-west-1', 'us-east-1']
const DEAD = { account: '222200000017', region: 'eu-west-1' }
const NAME = `fleet/${DEAD.account}/${DEAD.region}`
const NOBODY = 'http://127.0.0.1:9'

/** The dead one is called as it is in the list, and has an endpoint of its own. */
const manifestWith = (endpoint: string) => `version: 1
name: acme
ownership: none
targets:
  fleet:
    accounts: ${JSON.stringify(ACCOUNTS)}
    regions: ${JSON.stringify(REGIONS)}
    role: "arn:aws:iam::\${{ target.account }}:role/ecrsync"
    exclude: [${NAME}]
  ${NAME}: { account: "${DEAD.account}", region: ${DEAD.region}, role: "arn:aws:iam::${DEAD.account}:role/ecrsync"${endpoint} }
repositories:
  team/app:
`

const WRITES = /^(Create|Put|Set|Tag|Untag|Delete)/

test('of 90 targets one that is dead is named, the others are done, and it is all that is left once it is back', async () => {
  const emulator = await startEmulator({ keptCalls: 10_000 })
  onTestFinished(() => emulator.close())
  // An endpoint that is configured for all comes after the one that a target says.
  const env = { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url, AWS_MAX_ATTEMPTS: '1' }
  const runOn = async (endpoint: string) => {
    const cwd = await folderWith({ 'ecrsync.yaml': manifestWith(endpoint) })
    return (...args: readonly string[]) => ecrsync(args, { cwd, env })
  }
  const writes = () =>
    emulator.calls
      .filter(({ operation }) => WRITES.test(operation))
      .map(({ account, region }) => `${account} ${region}`)

  const dead = await runOn(`, endpoint: "${NOBODY}"`)
  const plan = await dead('plan')
  expect(plan).toMatchObject({ code: 7, stdout: expect.stringMatching(/ {4}89 targets +0 read {2}1 change each/) })
  expect(plan.stdout).toMatch(new RegExp(`^ {2}\\? ${NAME} .*ECR cannot be reached$`, 'm'))
  expect(plan.stderr).toContain(NOBODY)
  expect(plan.stdout).toContain('\nPlan: 89 to create, 0 to update, 0 to delete, 0 blocked, 1 unread.')
  expect(writes()).toEqual([])

  const apply = await dead('apply', '--auto-approve')
  expect(apply.code).toBe(6)
  expect(apply.stdout).toMatch(new RegExp(`^ {2}unread +target ${NAME} .*ECR cannot be reached$`, 'm'))
  expect(apply.stdout).toContain('\nApplied in part to 89 of 90 targets: 89 created, 0 updated, 0 deleted; 1 unread.')
  expect(new Set(writes()).size).toBe(89)
  expect(writes()).not.toContain(`${DEAD.account} ${DEAD.region}`)

  emulator.clearCalls()
  const back = await runOn('')
  const rest = await back('apply', '--auto-approve')
  expect(rest).toMatchObject({ code: 0, stdout: expect.stringContaining('\nPlan: 1 to create, ') })
  expect(writes()).toEqual([`${DEAD.account} ${DEAD.region}`])
})
