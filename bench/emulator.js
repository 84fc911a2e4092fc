// How fast the emulator answers, as a process of its own: `npm run bench:emulator [REPOSITORIES]`.
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ECR } from '@aws-sdk/client-ecr'
import pLimit from 'p-limit'
import { startEmulatorProcess } from './emulator-process.js'
import { post } from './post.js'

const [repositories = 3000] = process.argv.slice(2).map(Number)
const LISTED = 100_000
const MIB = 1024 * 1024
const LAYER = 2048 * MIB

/** @param {string} url */
const clientOf = url =>
  new ECR({
    region: 'us-east-1',
    endpoint: url,
    credentials: { accessKeyId: '123456789012', secretAccessKey: 'local' },
    requestHandler: { httpAgent: { maxSockets: 50, keepAlive: true } },
  })

const seconds = (/** @type {bigint} */ since) => Number(process.hrtime.bigint() - since) / 1e9

/** The most memory that a process has had, in MB; Linux only. @param {number | undefined} pid */
function peakOf(pid) {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return `${(Number(kilobytes) / 1024).toFixed(0)} MB`
  } catch {
    return 'unknown'
  }
}

/** @param {string} url */
async function calls(url) {
  const ecr = clientOf(url)
  const limit = pLimit(32)
  const names = Array.from({ length: repositories }, (_, index) => `bench/app-${index}`)
  const selection = { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 }
  const lifecyclePolicyText = JSON.stringify({ rules: [{ rulePriority: 1, selection, action: { type: 'expire' } }] })
  const created = process.hrtime.bigint()
  await limit.map(names, async repositoryName => {
    await ecr.createRepository({ repositoryName })
    await ecr.putLifecyclePolicy({ repositoryName, lifecyclePolicyText })
  })
  console.log(`${2 * repositories} writes: ${((2 * repositories) / seconds(created)).toFixed(0)} a second`)

  for (let run = 0; run < 3; run += 1) {
    const listed = process.hrtime.bigint()
    let count = 0
    let nextToken
    do {
      const page = await ecr.describeRepositories({ maxResults: 1000, nextToken })
      count += page.repositories?.length ?? 0
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    console.log(`DescribeRepositories of ${count}: ${(seconds(listed) * 1000).toFixed(0)} ms`)
  }

  for (let run = 0; run < 3; run += 1) {
    const got = process.hrtime.bigint()
    await limit.map(names, repositoryName => ecr.getLifecyclePolicy({ repositoryName }))
    console.log(`GetLifecyclePolicy with the SDK: ${(repositories / seconds(got)).toFixed(0)} a second`)
  }

  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const raw = process.hrtime.bigint()
  await limit.map(names, repositoryName => post(url, agent, 'GetLifecyclePolicy', { repositoryName }))
  console.log(`GetLifecyclePolicy with plain HTTP: ${(repositories / seconds(raw)).toFixed(0)} a second`)
  agent.destroy()
  ecr.destroy()
}

/** @param {string} url */
async function creates(url) {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 })
  const names = Array.from({ length: LISTED }, (_, index) => `bench/app-${index}`)
  const since = process.hrtime.bigint()
  await pLimit(32).map(names, repositoryName => post(url, agent, 'CreateRepository', { repositoryName }))
  console.log(`${LISTED} repositories created: ${(LISTED / seconds(since)).toFixed(0)} a second`)
  agent.destroy()
}

/** @param {string} url */
async function listing(url) {
  const agent = new Agent({ keepAlive: true })
  const since = process.hrtime.bigint()
  let count = 0
  let nextToken
  do {
    const page = JSON.parse(await post(url, agent, 'DescribeRepositories', { maxResults: 1000, nextToken }))
    count += page.repositories.length
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  console.log(`DescribeRepositories of ${count} with plain HTTP: ${(seconds(since) * 1000).toFixed(0)} ms`)
  agent.destroy()
}

/** A layer in one stream, as docker sends it. @param {string} url @param {string} repositoryName */
async function pushByStream(url, repositoryName) {
  const ecr = clientOf(url)
  const { authorizationData } = await ecr.getAuthorizationToken({})
  const authorization = `Basic ${authorizationData?.[0]?.authorizationToken}`
  const begun = await fetch(`${url}/v2/${repositoryName}/blobs/uploads/`, {
    method: 'POST',
    headers: { authorization },
  })
  const hash = createHash('sha256')
  const chunk = randomBytes(MIB)
  const body = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      hash.update(chunk)
      controller.enqueue(new Uint8Array(chunk))
      sent += chunk.length
      if (sent === LAYER) controller.close()
    },
  })
  let sent = 0
  const since = process.hrtime.bigint()
  const address = `${url}${begun.headers.get('location')}`
  await fetch(address, { method: 'PATCH', headers: { authorization }, body, duplex: 'half' })
  const done = await fetch(`${address}?digest=sha256:${hash.digest('hex')}`, {
    method: 'PUT',
    headers: { authorization },
  })
  console.log(`A layer of 2 GiB in a stream: ${done.status}, ${(LAYER / MIB / seconds(since)).toFixed(0)} MiB/s`)
}

/** The same by the ECR API, in parts. @param {string} url @param {string} repositoryName */
async function pushByParts(url, repositoryName) {
  const ecr = clientOf(url)
  const { uploadId, partSize = 0 } = await ecr.initiateLayerUpload({ repositoryName })
  const hash = createHash('sha256')
  const since = process.hrtime.bigint()
  for (let partFirstByte = 0; partFirstByte < LAYER; partFirstByte += partSize) {
    const layerPartBlob = Buffer.alloc(Math.min(partSize, LAYER - partFirstByte), partFirstByte / partSize)
    hash.update(layerPartBlob)
    const partLastByte = partFirstByte + layerPartBlob.length - 1
    await ecr.uploadLayerPart({ repositoryName, uploadId, partFirstByte, partLastByte, layerPartBlob })
  }
  await ecr.completeLayerUpload({ repositoryName, uploadId, layerDigests: [`sha256:${hash.digest('hex')}`] })
  console.log(`A layer of 2 GiB in parts: ${(LAYER / MIB / seconds(since)).toFixed(0)} MiB/s`)
}

/** @param {(url: string) => Promise<void>} work @param {string[]} args */
async function measured(work, ...args) {
  const { url, child } = await startEmulatorProcess(...args)
  try {
    await work(url)
    console.log(`  peak memory of the emulator: ${peakOf(child.pid)}`)
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ecrsync-bench-'))
try {
  await measured(calls)
  const many = join(folder, 'many')
  await measured(url => creates(url).then(() => listing(url)), '--data', many)
  await measured(listing, '--data', many)
  for (const [index, push] of [pushByStream, pushByParts].entries()) {
    await measured(
      async url => {
        await clientOf(url).createRepository({ repositoryName: 'bench' })
        await push(url, 'bench')
      },
      '--data',
      join(folder, String(index)),
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
