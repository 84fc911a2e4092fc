import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { heldFromTerraform } from '../../src/importing/terraform/held.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { describeWith, skipped } from './clients.ts'
import { type Configuration, HALF_AN_HOUR, terraformFor } from './terraform.ts'

const COUNT = 300
const NAMES = Array.from({ length: COUNT }, (_, index) => `team-${index % 12}/service-${index}`)

const lifecycleOf = (keep: number) =>
  JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        selection: { tagStatus: 'tagged', tagPatternList: ['v*'], countType: 'imageCountMoreThan', countNumber: keep },
        action: { type: 'expire' },
      },
      {
        rulePriority: 2,
        selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
        action: { type: 'expire' },
      },
    ],
  })

const policyOf = (account: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'pull',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${account}:root` },
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      },
    ],
  })

/** Repositories of teams, with a policy for two thirds of them and a lifecycle for all, one in twenty otherwise. */
const RESOURCES: Configuration = {
  resource: {
    aws_ecr_repository: {
      service: {
        for_each: Object.fromEntries(NAMES.map((name, index) => [name, index % 20 === 0 ? 'MUTABLE' : 'IMMUTABLE'])),
        name: '${each.key}',
        image_tag_mutability: '${each.value}',
        image_scanning_configuration: { scan_on_push: true },
        tags: { team: '${split("/", each.key)[0]}' },
      },
    },
    aws_ecr_lifecycle_policy: {
      service: {
        for_each: Object.fromEntries(NAMES.map((name, index) => [name, lifecycleOf(index % 20 === 1 ? 90 : 30)])),
        repository: '${aws_ecr_repository.service[each.key].name}',
        policy: '${each.value}',
      },
    },
    aws_ecr_repository_policy: {
      service: {
        for_each: Object.fromEntries(
          NAMES.filter((_, index) => index % 3 > 0).map((name, index) => [
            name,
            policyOf(index % 20 === 2 ? '444455556666' : '111122223333'),
          ]),
        ),
        repository: '${aws_ecr_repository.service[each.key].name}',
        policy: '${each.value}',
      },
    },
    aws_ecr_account_setting: { scan: { name: 'BASIC_SCAN_TYPE_VERSION', value: 'CLAIR' } },
  },
}

describeWith(
  ['terraform'],
  () => {
    test(
      `a state of ${COUNT} repositories plans clean, and Terraform forgets them by the blocks, destroying nothing`,
      HALF_AN_HOUR,
      async ({ skip }) => {
        const emulator = await seeded({ calls: [] })
        const terraform = await terraformFor(emulator.url)
        if (terraform === undefined) return skip(skipped("Terraform's AWS provider cannot be had"))
        await terraform.write('resources', RESOURCES)
        expect(await terraform.run('apply', '-auto-approve')).toContain('801 added, 0 changed, 0 destroyed.')

        const state = await terraform.state()
        expect(heldFromTerraform(await terraform.run('show', '-json'))).toEqual(heldFromTerraform(state))
        const cwd = await folderWith({ 'terraform.tfstate': state })
        const place = { cwd, env: { ...awsEnvironment(emulator.url), AWS_ENDPOINT_URL_STS: emulator.url } }
        const imported = await ecrsync(
          ['import', '--from-terraform', 'terraform.tfstate', '--out', '.', '--verify'],
          place,
        )
        expect(imported).toMatchObject({ code: 0, stderr: expect.stringContaining('it changes nothing') })
        expect(imported.stderr).not.toContain('left out')
        const { stdout } = await ecrsync(['plan'], place)
        expect(stdout).toContain(`No changes. ${COUNT} repositories match the manifest.`)
        const manifest = await readFile(join(cwd, 'ecrsync.yaml'), 'utf8')
        expect(manifest.split('\n').length).toBeLessThan(COUNT + 100)

        await terraform.write('resources', {})
        await terraform.writeText('removed.tf', await readFile(join(cwd, 'removed.tf'), 'utf8'))
        expect(await terraform.run('apply', '-auto-approve')).toContain('0 added, 0 changed, 0 destroyed.')
        expect(JSON.parse(await terraform.state())).toMatchObject({ resources: [] })
        expect(emulator.calls.filter(({ operation }) => operation.startsWith('Delete'))).toEqual([])
      },
    )
  },
  { isOptional: true },
)
