import core from '@action-validator/core'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { PIPELINES } from '../../src/layout/workflows.ts'

const PIPELINE = { account: '111122223333', region: 'cn-north-1', folder: '', manifest: 'ecrsync.yaml' }
const ODD = { ...PIPELINE, folder: "it's: #1", manifest: 'ecr "x".yaml' }

describe('the workflow of GitHub', () => {
  test.each([PIPELINE, { ...PIPELINE, folder: 'platform' }, ODD])(
    'is one that GitHub takes, in the folder of %j',
    pipeline => {
      const text = PIPELINES.github.textOf(pipeline)
      const withoutGlobs = JSON.stringify(parse(text), (key, value) => (key === 'paths' ? undefined : value))
      expect(core.validateWorkflow(withoutGlobs).errors).toEqual([])
      expect(text).toContain('arn:aws-cn:iam::111122223333:role/ecrsync-plan')
      const { on, jobs } = parse(text)
      expect(on.push.paths[0]).toBe([pipeline.folder, pipeline.manifest].filter(Boolean).join('/'))
      expect(jobs.ecr.defaults?.run['working-directory'] ?? '').toBe(pipeline.folder)
    },
  )

  test('a name that a shell would read otherwise is one word', () => {
    const { steps } = parse(PIPELINES.github.textOf(ODD)).jobs.ecr
    expect(steps.at(-1).run).toBe(`npx ecrsync apply --auto-approve --no-color -f 'ecr "x".yaml'`)
  })
})

test('the pipeline of GitLab enters the folder', () => {
  const { '.ecr': ecr, plan, apply } = parse(PIPELINES.gitlab.textOf(ODD))
  expect(ecr.before_script[1]).toBe(`cd 'it'\\''s: #1'`)
  expect(plan.script).toEqual([`npx ecrsync plan --no-color -f 'ecr "x".yaml'`])
  expect(apply.rules[0].changes).toContain("it's: #1/teams/**/*")
  expect(parse(PIPELINES.gitlab.textOf(PIPELINE))['.ecr'].before_script.slice(1)).toEqual(['npm ci'])
})
