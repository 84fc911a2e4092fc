import { execFileSync } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { awsEnvironment, RUN_JS } from '../cli.ts'
import { type Block, blocksOf } from '../documents/pages.ts'
import { clientOf } from '../emulator/ecr.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, run } from './clients.ts'
import { makeLayout } from './oci-layout.ts'

/** A shell that types what a page shows, at an emulator, in a folder of its own. */
async function reader(repositories: readonly string[]) {
  const calls = repositories.map(repositoryName => ({ action: 'CreateRepository', input: { repositoryName } }))
  const emulator = await seeded({ calls })
  const aws = execFileSync('which', ['aws'], { encoding: 'utf8' }).trim()
  const folder = await folderWith({
    // Versions of the AWS CLI before 2.13 know no variable for an endpoint.
    'bin/aws': `#!/bin/sh\nexec ${aws} "$@" --endpoint-url "$AWS_ENDPOINT_URL_ECR"\n`,
    'bin/ecrsync': `#!/bin/sh\nexec ${process.execPath} ${RUN_JS} "$@"\n`,
  })
  for (const program of ['aws', 'ecrsync']) await chmod(join(folder, 'bin', program), 0o755)
  const env = {
    ...awsEnvironment(emulator.url),
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_PAGER: '',
    HOME: process.env.HOME ?? '',
    REGISTRY_AUTH_FILE: join(folder, 'auth.json'),
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
  }
  const host = new URL(emulator.url).host
  const type = async ({ text, language }: Block) => {
    const lines = language === 'console' ? text.replaceAll(/^\$ /gm, '') : text
    const script = join(folder, 'typed.sh')
    await writeFile(script, `cd ${folder}\n${lines.replaceAll('127.0.0.1:4510', host)}`)
    return run('bash', ['-euo', 'pipefail', script], { env })
  }
  return { emulator, folder, type }
}

const blockOf = (page: string, holds: string): Block => {
  const found = blocksOf(page).find(({ text }) => text.includes(holds))
  if (found === undefined) throw new Error(`${page} has no block that holds ${holds}`)
  return found
}

describeWith(['skopeo', 'aws'], () => {
  test('what the page about the emulator shows pushes an image, and lists it', async () => {
    const { emulator, folder, type } = await reader([])
    await makeLayout(join(folder, 'build'), 'one')
    expect(await type(blockOf('docs/emulator.md', 'aws ecr create-repository'))).toContain('"repositoryName"')
    const { imageDetails = [] } = await clientOf(emulator).describeImages({ repositoryName: 'payments/api' })
    expect(imageDetails).toHaveLength(1)
    expect(imageDetails[0]?.imageTags).toEqual(['v1'])
  })
})

describeWith(['aws'], () => {
  test('what the recipe to adopt a registry shows writes a manifest of what is there', async () => {
    const { folder, type } = await reader(['team/api', '123', 'tags'])
    expect(await type(blockOf('docs/recipes.md', 'aws ecr describe-repositories'))).toContain('\nNo changes. 3 ')
    const written = await readFile(join(folder, 'ecrsync.yaml'), 'utf8')
    expect(written.split('\n').slice(3, -1).sort()).toEqual(['  "123":', '  "tags":', '  "team/api":'])
  })
})
