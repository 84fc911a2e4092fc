import { expect, test } from 'vitest'
import { clientOf } from '../emulator/ecr.ts'
import { saying } from '../kinds/registry-settings.ts'
import { registry } from '../registry.ts'

const ROLE = 'arn:aws:iam::123456789012:role/templates'
const POLICY = { Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'ecr:BatchGetImage' }] }
const base = { appliedFor: ['REPLICATION'] as const, customRoleArn: null }

/** What is warned of where a template with all of this is to lose its role. */
async function warnedOf(template: object) {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  await client.createRepositoryCreationTemplate({
    prefix: 'hub',
    appliedFor: ['REPLICATION'],
    description: 'as it was',
    imageTagMutability: 'IMMUTABLE',
    repositoryPolicy: JSON.stringify(POLICY),
    customRoleArn: ROLE,
  })
  client.destroy()
  const plan = await ecr.plan(await saying({ repositoryCreationTemplates: { hub: { ...base, ...template } } }))
  expect(plan.changes.map(({ action }) => action)).toEqual(['replace'])
  return plan.warnings.map(({ code, summary, hint }) => [code, summary, hint])
}

test('what is deleted and created again, and kept as it is, is said to hang on the two calls', async () => {
  expect(await warnedOf({ repositoryPolicy: POLICY })).toEqual([
    [
      'REPLACED_UNSAID',
      'repositoryCreationTemplate hub is deleted and created again with description, imageTagMutability, which the manifest does not say',
      'Declare it as it is now: description: "as it was", imageTagMutability: "IMMUTABLE"',
    ],
  ])
})

test('of what is declared there is nothing to be said', async () => {
  const whole = { description: 'as it was', imageTagMutability: 'IMMUTABLE', repositoryPolicy: POLICY }
  expect(await warnedOf(whole)).toEqual([])
  expect(await warnedOf({ ...whole, description: 'another' })).toEqual([])
})

test('so is the role of a pull-through cache rule', async () => {
  const ecr = await registry()
  const client = clientOf(ecr.emulator)
  await client.createPullThroughCacheRule({
    ecrRepositoryPrefix: 'hub',
    upstreamRegistryUrl: '111122223333.dkr.ecr.eu-west-1.amazonaws.com',
    customRoleArn: ROLE,
  })
  client.destroy()
  const rule = { upstreamRegistryUrl: '111122223333.dkr.ecr.eu-west-1.amazonaws.com', upstreamRepositoryPrefix: 'team' }
  const plan = await ecr.plan(await saying({ pullThroughCacheRules: { hub: rule } }))
  expect(plan.warnings.map(({ code, hint }) => [code, hint])).toEqual([
    ['REPLACED_UNSAID', `Declare it as it is now: customRoleArn: "${ROLE}"`],
  ])
})
