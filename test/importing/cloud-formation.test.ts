import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { heldFromCloudFormation } from '../../src/importing/cloud-formation/held.ts'
import { awsEnvironment, ecrsync } from '../cli.ts'
import { folderWith } from '../folder.ts'
import { seeded } from '../seed.ts'
import { DEPLOYED } from './cloud-formation/deployed.ts'
import { manifestOf } from './plainly.ts'

const templateOf = (file: string) => readFile(new URL(`cloud-formation/${file}`, import.meta.url), 'utf8')

const held = (text: string, parameters: Readonly<Record<string, string>> = {}) =>
  heldFromCloudFormation(text, { file: 't.yaml', parameters: new Map(Object.entries(parameters)) })

/** A template with one repository that is called app, and these properties. */
const withProperties = (properties: string, more = '') => `
Parameters:
  Name: { Type: String, Default: team/a }
  List: { Type: CommaDelimitedList, Default: "x, y" }
  Looked: { Type: "AWS::SSM::Parameter::Value<String>", Default: /path }
  Open: { Type: String }
  Secret: { Type: String, NoEcho: true, Default: s }
  Broken: none
Mappings:
  M: { one: { two: three } }
Conditions:
  Yes: !Equals [a, a]
  No: !Equals [a, b]
  Here: !Equals [!Ref AWS::Region, eu-west-1]
  Strange: !Strange [a]
  Lists: !Equals [!Ref List, [x, y]]
  Other: !Or [!Condition No, !Not [!Equals [1, "1"]]]
  NotHere: !Not [!Condition Here]
  Opened: !Equals [!Ref Open, a]
  OrHere: !Or [!Condition No, !Condition Here]
  Plain: true
  Circle: !Not [!Condition Circle]
  Both: !And [!Condition Yes, !Condition Here]
  Never: !And [!Condition No, !Condition Here]
  Either: !Or [!Condition Yes, !Condition Here]
${more}
Resources:
  R:
    Type: AWS::ECR::Repository
    Properties:
      RepositoryName: app
${properties
  .split('\n')
  .map(line => `      ${line}`)
  .join('\n')}
  Unnamed: { Type: AWS::S3::Bucket }
`

describe('a stack of CloudFormation', () => {
  test.each([
    ['services.yaml', {}],
    ['registry.json', { SourceAccount: '444455556666' }],
    ['synthesized.yaml', {}],
  ])('made of %s: what its template says plans clean against what was made of it', async (file, parameters) => {
    const emulator = await seeded({ calls: DEPLOYED[file] ?? [] })
    const { registries } = held(await templateOf(file), parameters)
    const [registry] = registries
    if (registry === undefined) throw new Error('There is one registry')
    const cwd = await folderWith({ 'ecrsync.yaml': JSON.stringify(manifestOf(registry)) })
    const { stdout, stderr, code } = await ecrsync(['plan'], { cwd, env: awsEnvironment(emulator.url) })
    expect({ last: stdout.trimEnd().split('\n').at(-1), stderr, code }).toMatchObject({
      last: expect.stringContaining('No changes.'),
      code: 0,
    })
  })

  test('what is left out is told by logical id and line, with the reason', async () => {
    expect(held(await templateOf('services.yaml')).leftOut).toEqual([
      {
        name: 'ApiRepository (t.yaml:66)',
        reason: 'Tags: it hangs on AWS::StackName: say --parameter AWS::StackName=VALUE',
      },
      {
        name: 'BuildRepository (t.yaml:97)',
        reason: 'RepositoryPolicyText: it hangs on BuildRole.Arn, which only CloudFormation knows',
      },
      { name: 'ProdRepository (t.yaml:106)', reason: 'its condition IsProd is not met' },
      {
        name: 'CacheRepository (t.yaml:104)',
        reason: 'the file does not say the name of its repository, which its tool makes up or looks up',
      },
      { name: 'Gallery (t.yaml:117)', reason: 'ecrsync manages nothing of this type' },
      { name: 'Network (t.yaml:128)', reason: 'it is a stack of its own: import its template' },
    ])
  })

  test('what is left out of a repository is known as unsaid, so that no layer gives or takes it', async () => {
    const { registries } = held(await templateOf('services.yaml'))
    expect(registries[0]?.repositories.flatMap(({ name, unsaid }) => (unsaid ? [[name, unsaid]] : []))).toEqual([
      ['staging/storefront/api', ['tags.stack']],
      ['staging/storefront/worker-build', ['repositoryPolicy']],
    ])
  })

  test('a parameter of the command line goes before a default, and pseudo-parameters may be told', async () => {
    const { registries, leftOut } = held(await templateOf('services.yaml'), {
      Environment: 'prod',
      'AWS::StackName': 'images',
    })
    expect(registries[0]?.repositories.map(({ name }) => name)).toEqual([
      'prod/storefront/api',
      'prod/storefront/worker',
      'prod/storefront/worker-build',
      'storefront/prod-only',
    ])
    expect(leftOut.map(({ reason }) => reason).join()).not.toContain('StackName')
  })
})

describe('a function of a template', () => {
  test.each([
    ['!Ref Name', 'team/a'],
    ['{ Ref: AWS::AccountId }', '${{ target.account }}'],
    ['!Ref AWS::Region', '${{ target.region }}'],
    ['!Ref "AWS::Partition"', '${{ target.partition }}'],
    ['!Ref AWS::URLSuffix', 'amazonaws.com'],
    ['!Ref R', 'app'],
    ['!GetAtt R.Arn', 'arn:${{ target.partition }}:ecr:${{ target.region }}:${{ target.account }}:repository/app'],
    ['!GetAtt [R, RepositoryUri]', '${{ target.account }}.dkr.ecr.${{ target.region }}.amazonaws.com/app'],
    ['!Sub "${Name}-${AWS::Region}"', 'team/a-${{ target.region }}'],
    ['!Sub ["${A}/${Name}", { A: !Select [1, !Ref List] }]', 'y/team/a'],
    ['!Sub "${R.Arn}"', 'arn:${{ target.partition }}:ecr:${{ target.region }}:${{ target.account }}:repository/app'],
    ['!Join ["-", !Ref List]', 'x-y'],
    ['!Join ["-", [a, !Ref AWS::NoValue, b]]', 'a-b'],
    ['!Select [0, !Split [".", "1.2"]]', '1'],
    ['!FindInMap [M, one, two]', 'three'],
    ['!FindInMap [M, one, four, { DefaultValue: five }]', 'five'],
    ['!If [Yes, a, b]', 'a'],
    ['!If [No, a, !If [Never, c, d]]', 'd'],
    ['!If [Either, a, b]', 'a'],
    ['007', '007'],
    ['111122223333', '111122223333'],
    ['2012-10-17', '2012-10-17'],
    ['true', 'true'],
    [
      '{ "Fn::GetAtt": R.Arn }',
      'arn:${{ target.partition }}:ecr:${{ target.region }}:${{ target.account }}:repository/app',
    ],
    ['!Sub ["${Name}"]', 'team/a'],
    ['!If [Lists, a, b]', 'a'],
    ['!If [Other, a, b]', 'b'],
  ])('%s is %s', (value, expected) => {
    const { registries, leftOut } = held(withProperties(`Tags:\n  - Key: k\n    Value:\n      ${value}`))
    expect(leftOut).toEqual([])
    expect(registries[0]?.repositories[0]?.states.tags).toEqual({ k: expected })
  })

  test.each([
    ['!Ref Open', 'it hangs on Open: say --parameter Open=VALUE'],
    ['!Ref Looked', 'it hangs on Looked: say --parameter Looked=VALUE'],
    ['!Ref Secret', 'it hangs on the parameter Secret, which is a secret (NoEcho)'],
    ['!Ref Nobody', 'the template has nothing that is called Nobody'],
    ['!Ref AWS::StackId', 'it hangs on AWS::StackId: say --parameter AWS::StackId=VALUE'],
    ['!ImportValue x', 'it hangs on Fn::ImportValue, which only CloudFormation works out'],
    ['!GetAtt R.Other', 'it hangs on R.Other, which only CloudFormation knows'],
    ['!FindInMap [M, !Ref AWS::Region, x]', 'it hangs on AWS::Region: say --parameter AWS::Region=VALUE'],
    ['!FindInMap [Nowhere, one, x]', 'Mappings have nothing at Nowhere.one.x'],
    ['!FindInMap [M, one, x]', 'Mappings have nothing at M.one.x'],
    ['!Select [1, !Split ["-", !Ref AWS::Region]]', 'it hangs on AWS::Region: say --parameter AWS::Region=VALUE'],
    ['!Select [9, !Ref List]', 'Fn::Select does not have what it takes'],
    ['!Join [a, !Ref Open]', 'it hangs on Open: say --parameter Open=VALUE'],
    ['!Select [0, !Ref Open]', 'it hangs on Open: say --parameter Open=VALUE'],
    ['!Split [a, !Ref Open]', 'it hangs on Open: say --parameter Open=VALUE'],
    ['!FindInMap [M, !Ref Open, x]', 'it hangs on Open: say --parameter Open=VALUE'],
    ['!FindInMap [M, one, x, y]', 'Mappings have nothing at M.one.x'],
    ['Fn::ToJsonString: !Ref Open', 'it hangs on Open: say --parameter Open=VALUE'],
    ['!Sub "${Name}${Open}"', 'it hangs on Open: say --parameter Open=VALUE'],
    [
      '!Select [0, !Split ["-", !Ref AWS::AccountId]]',
      'it hangs on AWS::AccountId: say --parameter AWS::AccountId=VALUE',
    ],
    ['!If [NotHere, a, b]', 'it hangs on AWS::Region: say --parameter AWS::Region=VALUE'],
    ['!If [OrHere, a, b]', 'it hangs on AWS::Region: say --parameter AWS::Region=VALUE'],
    ['!If [Opened, a, b]', 'it hangs on Open: say --parameter Open=VALUE'],
    ['!Sub "${aws:x}"', 'the template has nothing that is called aws:x'],
    ['!Ref Unnamed', 'it hangs on Unnamed, which only CloudFormation knows'],
    ['!If [Strange, a, b]', 'a condition is Fn::Strange'],
    ['!If [Plain, a, b]', 'a condition is none that CloudFormation has'],
    ['!Ref Broken', 'it hangs on Broken: say --parameter Broken=VALUE'],
    ['!Join [a, b]', 'Fn::Join does not have what it takes'],
    ['!Split ["", b]', 'Fn::Split does not have what it takes'],
    ['!Sub [[a]]', 'Fn::Sub does not have what it takes'],
    ['!If [Here, a, b]', 'it hangs on AWS::Region: say --parameter AWS::Region=VALUE'],
    ['!If [Both, a, b]', 'it hangs on AWS::Region: say --parameter AWS::Region=VALUE'],
    ['!If [Circle, a, b]', 'the condition Circle hangs on itself'],
    ['!If [Nowhere, a, b]', 'there is no condition Nowhere'],
    ['"{{resolve:ssm:x}}"', 'it is looked up elsewhere ({{resolve:…}})'],
    ['"${{ env.ECRSYNC_VAR_TOKEN }}"', 'A text in it looks like a variable, which a manifest would fill in or refuse'],
    [
      '!Join ["", ["${", "{ env.HOME }}"]]',
      'A text in it looks like a variable, which a manifest would fill in or refuse',
    ],
    ['"{{ env.HOME }}"', 'A text in it looks like a variable, which a manifest would fill in or refuse'],
    ['!Sub "${{ env.HOME }}"', 'A text in it looks like a variable, which a manifest would fill in or refuse'],
  ])('%s leaves out its setting: %s', (value, reason) => {
    const { registries, leftOut } = held(withProperties(`EncryptionConfiguration:\n  KmsKey:\n    ${value}`))
    expect(leftOut).toEqual([
      { name: expect.stringMatching(/^R \(t\.yaml:\d+\)$/), reason: `EncryptionConfiguration: ${reason}` },
    ])
    expect(registries[0]?.repositories).toEqual([
      { name: 'app', states: { imageTagMutability: 'MUTABLE' }, unsaid: ['encryptionConfiguration'] },
    ])
  })

  test('a tag that is not known leaves the other tags as they are', () => {
    const { registries } = held(withProperties('Tags: [{ Key: a, Value: !Ref Open }, { Key: b, Value: x }]'))
    expect(registries[0]?.repositories[0]?.states.tags).toEqual({ b: 'x' })
  })

  test('names that hang on each other without end are not known', () => {
    const text = `Resources:\n${['A', 'B'].map((id, index) => `  ${id}: { Type: AWS::ECR::Repository, Properties: { RepositoryName: !Ref ${['B', 'A'][index]} } }`).join('\n')}`
    const { registries, leftOut } = held(text)
    expect(registries[0]?.repositories).toEqual([])
    expect(leftOut[0]?.reason).toContain('hangs on itself')
  })

  test('conditions whose long names differ where nobody looks are two', () => {
    const long = 'C'.repeat(500)
    const text = `
Conditions: { ${long}A${long}: !Equals [a, a], ${long}B${long}: !Equals [a, b] }
Resources:
  A: { Type: AWS::ECR::Repository, Condition: ${long}A${long}, Properties: { RepositoryName: aa } }
  B: { Type: AWS::ECR::Repository, Condition: ${long}B${long}, Properties: { RepositoryName: bb } }
`
    const { registries } = held(text)
    expect(registries[0]?.repositories.map(({ name }) => name)).toEqual(['aa'])
  })

  test('a variable of IAM that is written for it alone stays one', () => {
    const condition = '{ StringLike: { "aws:PrincipalTag/team": !Sub "${!aws:PrincipalTag/unit}-${Name}" } }'
    const statement = `{ Effect: Allow, Principal: "*", Action: ecr:BatchGetImage, Condition: ${condition} }`
    const { registries } = held(
      withProperties(`RepositoryPolicyText: { Version: "2012-10-17", Statement: [${statement}] }`),
    )
    expect(JSON.stringify(registries[0]?.repositories[0]?.states)).toContain('"${aws:PrincipalTag/unit}-team/a"')
  })

  test('a text that repeats a long one is cut off before it is made', () => {
    const value = `!Sub ["\${A}\${A}\${A}", { A: ${'x'.repeat(60_000)} }]`
    const { leftOut } = held(withProperties(`EncryptionConfiguration: { KmsKey: ${value} }`))
    expect(leftOut.map(({ reason }) => reason)).toEqual(['EncryptionConfiguration: it is longer than any text of ECR'])
  })

  test('names that double each other without end are cut off', () => {
    const repository = (index: number) =>
      `  R${index}: { Type: AWS::ECR::Repository, Properties: { RepositoryName: !Sub "\${R${index + 1}}\${R${index + 1}}\${R${index + 1}}\${R${index + 1}}" } }`
    const last = '  R40: { Type: AWS::ECR::Repository, Properties: { RepositoryName: aa } }'
    const text = `Resources:\n${Array.from({ length: 40 }, (_, index) => repository(index)).join('\n')}\n${last}`
    expect(held(text).leftOut.some(({ reason }) => reason.includes('longer than any text of ECR'))).toBe(true)
  })
})

describe('a template', () => {
  test.each([
    ['is no YAML', 'Resources: [', 'It is no YAML'],
    ['has no resources', 'a: 1', 'It has no Resources.'],
    ['is a list', '- Resources: {}', 'It has no Resources.'],
    ['has an empty key', withProperties('"": 1'), 'a key that is no name'],
    ['has a key twice', withProperties('Tags: []\nTags: []'), 'A map has the key Tags twice.'],
    ['has a logical id twice', 'Resources:\n  R: { Type: A }\n  R: { Type: B }', 'A map has the key R twice.'],
    ['has a key that changes what it is read with', withProperties('__proto__: 1'), 'A map has a key that is no name.'],
    ['merges maps', withProperties('<<: { Tags: [] }'), 'It merges maps by <<'],
    ['is two', `${withProperties('')}\n---\n${withProperties('')}`, 'It is no YAML'],
    ['has an alias of nothing', withProperties('Tags: *nothing'), 'Nothing is anchored as *nothing'],
    ['is too large', `Resources: {}\n#${'x'.repeat(1024 * 1024)}`, 'It has more than 1,048,576 characters'],
    ['is far too deep', withProperties(`Tags: ${'['.repeat(20_000)}`), 'levels deep'],
    [
      'is too deep by its indentation',
      Array.from({ length: 200 }, (_, at) => `${' '.repeat(at)}Resources:\n`).join(''),
      'levels deep',
    ],
    ['has a map for a key', withProperties('? { a: b }\n: c'), 'a key that is no name'],
    ['is too deep', withProperties(`Tags: ${'['.repeat(200)}${']'.repeat(200)}`), 'levels deep'],
    [
      'repeats itself without end',
      withProperties(
        `A: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h']
          .map((name, index) => `${name.toUpperCase()}: &${name} [${`*${'abcdefg'[index]},`.repeat(9)}]`)
          .join('\n')}`,
      ),
      'more than 250,000 values',
    ],
    ['has a policy that is none', withProperties('RepositoryPolicyText: 5'), 'RepositoryPolicyText is not a document'],
    ['has a lifecycle that is no JSON', withProperties('LifecyclePolicy: { LifecyclePolicyText: "{" }'), 'in JSON'],
    ['has a setting that is another', withProperties('ImageScanningConfiguration: true'), 'is not a block'],
    ['has tags that are none', withProperties('ImageTagMutability: [a]'), 'ImageTagMutability is not a text'],
  ])('that %s cannot be imported', (_, text, detail) => {
    expect(() => held(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_IMPORT', detail: expect.stringContaining(detail) }),
    )
  })

  test('a parameter that it does not have is refused, with those that it has', () => {
    expect(() => held(withProperties('Tags: []'), { Nome: 'x' })).toThrow(
      expect.objectContaining({
        detail: 'The template has no parameter Nome.',
        hint: 'Its parameters are Name, List, Looked, Open, Secret, Broken.',
      }),
    )
  })

  test('a parameter is refused where it has none', () => {
    expect(() => held('Resources: { R: { Type: AWS::ECR::Repository } }', { Nome: 'x' })).toThrow(
      expect.objectContaining({ hint: 'It has none: leave --parameter out.' }),
    )
  })

  test('what ECR would refuse is left out with what is wrong with it', () => {
    const { registries, leftOut } = held(withProperties('ImageTagMutability: IMMUTABLE_WITH_EXCLUSION'))
    expect(leftOut[0]?.reason).toMatch(/^imageTagMutability/)
    expect(registries[0]?.repositories).toEqual([
      { name: 'app', states: {}, unsaid: expect.arrayContaining(['imageTagMutability']) },
    ])
  })

  test('two that say of one thing what differs leave it out; two that say the same say it', () => {
    const rule = (id: string, url: string) =>
      `  ${id}: { Type: "AWS::ECR::PullThroughCacheRule", Properties: { EcrRepositoryPrefix: hub, UpstreamRegistryUrl: ${url} } }\n`
    const of = (...urls: readonly string[]) =>
      held(`Resources:\n${urls.map((url, index) => rule(`R${index}`, url)).join('')}`)
    expect(of('quay.io', 'quay.io').registries[0]?.registry).toEqual({
      pullThroughCacheRules: { hub: { upstreamRegistryUrl: 'quay.io' } },
    })
    const { registries, leftOut } = of('quay.io', 'public.ecr.aws')
    expect(registries[0]).toMatchObject({ registry: {}, unsaid: ['pullThroughCacheRules'] })
    expect(leftOut[0]).toEqual({
      name: 'R0 (t.yaml:2)',
      reason: 'of pullThroughCacheRule["hub"], R1 (t.yaml:3) says something else',
    })
  })

  test.each([
    ['a macro', 'Transform: [AWS::LanguageExtensions, Mine]', 'the macro Mine may change the template'],
    ['a macro with parameters', 'Transform: { Name: Mine, Parameters: {} }', 'the macro Mine may change the template'],
  ])('of which %s makes another is told as such', (_, more, reason) => {
    expect(held(withProperties('Tags: []', more)).leftOut.at(-1)?.reason).toContain(reason)
  })

  test.each([
    ['"Fn::ForEach::Teams": [T, [a], {}]', 'it is a loop or a macro'],
    ['M: { Type: My::Org::Repository::MODULE }', 'it is a module'],
  ])('%s may hold repositories, and is told as such', (resource, reason) => {
    expect(held(`Resources:\n  ${resource}`).leftOut).toMatchObject([{ reason: expect.stringContaining(reason) }])
  })
})
