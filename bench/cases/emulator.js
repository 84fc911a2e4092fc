import { Agent } from 'node:http'
import pLimit from 'p-limit'
import { BOUNDS } from '../bounds.js'
import { inFolder } from '../frame/folder.js'
import { judged } from '../frame/goals.js'
import { count, megabytes, seconds } from '../frame/numbers.js'
import { watchMemory } from '../frame/tree-memory.js'
import { lifecycleOf, nameOf } from '../servers/contents.js'
import { withEmulator } from '../servers/emulator.js'
import { post } from '../servers/post.js'

/** @typedef {(operation: string, input: object) => Promise<any>} Ask */

/** @param {() => Promise<unknown>} work */
async function took(work) {
  const since = performance.now()
  await work()
  return (performance.now() - since) / 1000
}

/** @param {Ask} ask @param {readonly string[]} names @param {(repositoryName: string) => object} input @param {string} operation */
const rate = async (ask, names, operation, input) =>
  `${count(names.length / (await took(() => pLimit(32).map(names, name => ask(operation, input(name))))))} a second`

/** @param {Ask} ask */
async function list(ask) {
  let nextToken
  do nextToken = (await ask('DescribeRepositories', { maxResults: 1000, nextToken })).nextToken
  while (nextToken !== undefined)
}

/** @param {readonly string[]} args @param {(ask: Ask) => Promise<readonly (readonly string[])[]>} work */
const rowsOf = (args, work) =>
  withEmulator(args, async ({ url, pid }) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 32 })
    const peak = watchMemory(pid)
    const rows = await work((operation, input) => post(url, agent, operation, input)).finally(() => agent.destroy())
    return [...rows, ['memory', megabytes(peak())]]
  })

/** @type {import('../frame/case.js').Case} */
export const emulator = {
  name: 'emulator',
  title: 'The emulator, by plain HTTP, kept on disk',
  isExtra: true,
  run: ({ isQuick }) =>
    inFolder({}, async folder => {
      const names = Array.from({ length: isQuick ? 3000 : 100_000 }, (_, index) => nameOf(index))
      const few = names.slice(0, 3000)
      const lifecyclePolicyText = JSON.stringify(lifecycleOf(7))
      let listed = 0
      const filled = await rowsOf(['--data', folder], async ask => [
        ['CreateRepository', await rate(ask, names, 'CreateRepository', repositoryName => ({ repositoryName }))],
        [
          'PutLifecyclePolicy',
          await rate(ask, few, 'PutLifecyclePolicy', repositoryName => ({ repositoryName, lifecyclePolicyText })),
        ],
        ['GetLifecyclePolicy', await rate(ask, few, 'GetLifecyclePolicy', repositoryName => ({ repositoryName }))],
      ])
      const again = await rowsOf(['--data', folder], async ask => {
        listed = await took(() => list(ask))
        return [[`DescribeRepositories of all, after a new start`, seconds(listed)]]
      })
      return {
        tables: [{ head: [`${count(names.length)} repositories`, ''], rows: [...filled, ...again] }],
        goals: [judged(BOUNDS.emulatorListing, listed)],
      }
    }),
}
