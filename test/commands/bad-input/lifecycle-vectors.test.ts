import { describe, expect, test } from 'vitest'
import vectors from '../../lifecycle/lifecycle-vectors.json' with { type: 'json' }
import { HEAD } from './bad-input.ts'
import { judgeWithEmulator } from './judge.ts'

/** Where each policy is wrong when it is written out below `lifecyclePolicy:`, and what is wrong there. */
const FAULTS: Readonly<Record<string, readonly [place: string, text: string, code?: string]>> = {
  'no-rules': ['7:9', '"description"', 'UNKNOWN_KEY'],
  'tagged-without-list': ['10:13', '"selection"'],
  'any-not-last': ['11:15', '"tagStatus": "any"'],
  'countunit-with-count': ['14:15', '"countUnit"'],
  'since-without-unit': ['10:13', '"selection"'],
  'unknown-property': ['18:13', '"enabled"', 'UNKNOWN_KEY'],
  'count-zero': ['13:15', '"countNumber": 0'],
  'bad-action': ['16:15', '"type": "delete"'],
  'missing-action': ['8:11', '{'],
  'prefix-and-pattern': ['12:15', '"tagPrefixList"'],
  'untagged-with-prefix': ['12:15', '"tagPrefixList"'],
  'duplicate-priority': ['24:13', '"rulePriority": 1'],
  'priority-zero': ['9:13', '"rulePriority": 0'],
  'pulled-with-expire': ['17:15', '"type": "expire"'],
  'transitioned-without-archive': ['12:15', '"countType": "sinceImageTransitioned"'],
  'transitioned-with-transition': ['18:15', '"type": "transition"'],
  'archive-class-with-pushed': ['13:15', '"countType": "sinceImagePushed"'],
  'too-many-rules': ['7:9', '"rules"'],
}

const INVALID = vectors.invalidPolicies.map(invalid => [invalid.id, invalid] as const)

describe('a lifecycle policy that ECR refuses is refused offline', () => {
  const judge = judgeWithEmulator()

  test.each(INVALID)('%s, in a file', (_id, { policy, policyText }) => {
    const text = policyText ?? JSON.stringify(policy)
    const isJson = !text.includes('this is not JSON')
    return judge({
      files: {
        'ecrsync.yaml': `${HEAD}repositories:\n  team/app: { lifecyclePolicy: { file: policy.json } }\n`,
        'policy.json': text,
      },
      code: isJson ? 'LIFECYCLE_POLICY' : 'INVALID_JSON',
      at: 'ecrsync.yaml:4:34',
      hint: isJson ? '' : 'Mend the file',
      also: isJson ? 'In policy.json' : '',
    })
  })

  test.each(Object.entries(FAULTS))('%s, in the manifest', (id, [place, text, code = 'LIFECYCLE_POLICY']) => {
    const { policy } = vectors.invalidPolicies.find(invalid => invalid.id === id) ?? {}
    const written = JSON.stringify(policy, null, 2).replace(/^/gm, '      ')
    const files = `${HEAD}repositories:\n  team/app:\n    lifecyclePolicy:\n${written}\n`
    const [line = 0, column = 0] = place.split(':').map(Number)
    expect(files.split('\n')[line - 1]?.slice(column - 1)).toContain(text)
    return judge({ files, code, at: `ecrsync.yaml:${place}`, hint: '' })
  })

  test('every policy is tried', () => {
    const written = INVALID.flatMap(([id, { policy }]) => (policy ? [id] : []))
    expect(written).toEqual(Object.keys(FAULTS))
  })
})
