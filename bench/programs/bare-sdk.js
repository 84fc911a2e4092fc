// What a plan asks of ECR, by nothing but the SDK, and nothing done with the answers: `node bare-sdk.js OPERATION…`, for all repositories.
import {
  DescribeRepositoriesCommand,
  ECRClient,
  GetLifecyclePolicyCommand,
  GetRepositoryPolicyCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr'
import { NodeHttpHandler } from '@smithy/node-http-handler'

const IN_FLIGHT = 64

/** @typedef {{ repositoryName: string, resourceArn: string }} Asked */

/** @type {Readonly<Record<string, (asked: Asked) => any>>} */
const COMMANDS = {
  GetLifecyclePolicy: ({ repositoryName }) => new GetLifecyclePolicyCommand({ repositoryName }),
  GetRepositoryPolicy: ({ repositoryName }) => new GetRepositoryPolicyCommand({ repositoryName }),
  ListTagsForResource: ({ resourceArn }) => new ListTagsForResourceCommand({ resourceArn }),
}

const operations = process.argv.slice(2).flatMap(name => COMMANDS[name] ?? [])
const ecr = new ECRClient({
  requestHandler: new NodeHttpHandler({ httpAgent: { keepAlive: true, maxSockets: IN_FLIGHT } }),
})

/** Each repository, a page ahead of who asks for it. */
async function* listed() {
  const list = (/** @type {string | undefined} */ nextToken) =>
    ecr.send(new DescribeRepositoriesCommand({ maxResults: 1000, nextToken }))
  let page = list(undefined)
  for (;;) {
    const { repositories = [], nextToken } = await page
    if (nextToken !== undefined) page = list(nextToken)
    for (const { repositoryName = '', repositoryArn = '' } of repositories)
      yield { repositoryName, resourceArn: repositoryArn }
    if (nextToken === undefined) return
  }
}

/** @param {AsyncIterable<Asked>} all */
async function work(all) {
  for await (const asked of all) await Promise.all(operations.map(command => ecr.send(command(asked))))
}

const all = listed()
await Promise.all(Array.from({ length: Math.ceil(IN_FLIGHT / operations.length) }, () => work(all)))
ecr.destroy()
