// Sends the files that are named to ECR as layers, part after part, and does nothing else: `node bare-upload.js REPOSITORY FILE…`.
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import {
  CompleteLayerUploadCommand,
  CreateRepositoryCommand,
  ECRClient,
  InitiateLayerUploadCommand,
  UploadLayerPartCommand,
} from '@aws-sdk/client-ecr'

const [repositoryName = '', ...files] = process.argv.slice(2)
const ecr = new ECRClient({})

/** @param {string} path a blob of a layout: its name is its digest */
async function upload(path) {
  const { uploadId, partSize = 0 } = await ecr.send(new InitiateLayerUploadCommand({ repositoryName }))
  const file = await open(path)
  const part = Buffer.alloc(partSize)
  for (let partFirstByte = 0; ; ) {
    const { bytesRead } = await file.read(part, 0, partSize, partFirstByte)
    if (bytesRead === 0) break
    const sent = {
      partFirstByte,
      partLastByte: partFirstByte + bytesRead - 1,
      layerPartBlob: part.subarray(0, bytesRead),
    }
    await ecr.send(new UploadLayerPartCommand({ repositoryName, uploadId, ...sent }))
    partFirstByte += bytesRead
  }
  await file.close()
  const layerDigests = [`sha256:${basename(path)}`]
  await ecr.send(new CompleteLayerUploadCommand({ repositoryName, uploadId, layerDigests }))
}

await ecr.send(new CreateRepositoryCommand({ repositoryName }))
for (const file of files) await upload(file)
ecr.destroy()
