import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'vitest'
import { diagnosticsOf } from '../../world.ts'
import { offeredIn, problemsIn, shownOf } from './language-server.ts'

const files = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter(f => f.endsWith('.yaml'))
    .map(f => `${dir}/${f}`)

test('all', async () => {
  const start = process.cpuUsage()
  for (const f of [...files('examples'), ...files('test/scenarios')]) {
    const text = readFileSync(f, 'utf8')
    const name = /\/teams\//.test(f) ? 'fragment' : 'manifest'
    const p = await problemsIn(text, name)
    if (p.length) console.log(f, p)
  }
  for (const md of ['README.md', 'docs/registry.md'])
    for (const [, block = ''] of readFileSync(md, 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)) {
      if (/^jobs:/m.test(block)) continue
      const p = await problemsIn(/^version: 1/m.test(block) ? block : `version: 1\nname: acme\n${block}`, 'manifest')
      if (p.length) console.log(block.slice(0, 300), p)
    }
  console.log(process.cpuUsage(start).user / 1e6)
})
const BASE = `version: 1
name: acme
`
const IN = (text: string) => `${BASE}repositories:\n  team/app:\n    ${text}`
const REG = (text: string) => `${BASE}registry:\n  ${text}`
const POL = (text: string) => `${BASE}lifecyclePolicies:\n  standard:\n    ${text}`
const PLACES: Record<string, string> = {
  empty: '│',
  root: `${BASE}│`,
  ownership: `${BASE}ownership: │`,
  accounts: `${BASE}accounts:\n  │`,
  accountsV: `${BASE}accounts:\n  ci: │`,
  levels: `${BASE}accessLevels:\n  reader: │`,
  env: `${BASE}env:\n  - │`,
  guards: `${BASE}guards:\n  │`,
  guards2: `${BASE}guards:\n  expireImages:\n    │`,
  include: `${BASE}include:\n  - │`,
  defaults: `${BASE}defaults:\n  - │`,
  defaultsK: `${BASE}defaults:\n  │`,
  layer: `${BASE}defaults:\n  - match: "**"\n    │`,
  match: `${BASE}defaults:\n  - match: │`,
  matchL: `${BASE}defaults:\n  - match:\n      - │`,
  discovered: `${BASE}discovered:\n  - match: "**"\n    │`,
  removed: `${BASE}removed:\n  - │`,
  removedK: `${BASE}removed:\n  │`,
  removed2: `${BASE}removed:\n  - name: team/old\n    │`,
  targets: `${BASE}targets:\n  │`,
  target: `${BASE}targets:\n  prod:\n    │`,
  target2: `${BASE}targets:\n  prod:\n    account: "111122223333"\n    region: eu-west-1\n    │`,
  targetA: `${BASE}targets:\n  prod:\n    account: │`,
  targetR: `${BASE}targets:\n  prod:\n    region: │`,
  repoKey: `${BASE}repositories:\n  │`,
  repoKey2: `${BASE}repositories:\n  team/one:\n  │`,
  repo: IN('│'),
  repo2: IN('tags: { a: b }\n    │'),
  repoV: `${BASE}repositories:\n  team/app: │`,
  mut: IN('imageTagMutability: │'),
  mutF: IN('imageTagMutability: IMMUTABLE_WITH_EXCLUSION\n    imageTagMutabilityExclusionFilters: │'),
  mutFL: IN('imageTagMutability: IMMUTABLE_WITH_EXCLUSION\n    imageTagMutabilityExclusionFilters:\n      - │'),
  enc: IN('encryptionConfiguration:\n      │'),
  encT: IN('encryptionConfiguration:\n      encryptionType: │'),
  scan: IN('imageScanningConfiguration:\n      │'),
  scanB: IN('imageScanningConfiguration:\n      scanOnPush: │'),
  tags: IN('tags:\n      │'),
  tagV: IN('tags:\n      a: │'),
  unm: IN('unmanaged:\n      - │'),
  lcp: IN('lifecyclePolicy: │'),
  lcpL: IN('lifecyclePolicy:\n      │'),
  lcpR: IN('lifecyclePolicy:\n      - │'),
  lcpF: IN('lifecyclePolicy:\n      file: │'),
  rp: IN('repositoryPolicy: │'),
  rp2: IN('repositoryPolicy:\n      │'),
  rpA: IN('repositoryPolicy:\n      access:\n        │'),
  rpAP: IN('repositoryPolicy:\n      access:\n        pull: │'),
  rpS: IN('repositoryPolicy:\n      statements:\n        - │'),
  rpSE: IN('repositoryPolicy:\n      statements:\n        - Effect: │'),
  rpList: IN('repositoryPolicy:\n      - │'),
  rpW: IN(
    'repositoryPolicy:\n      Statement:\n        - Effect: Allow\n          Principal: "*"\n          Action: ecr:BatchGetImage\n      │',
  ),
  images: IN('images:\n      │'),
  imageV: IN('images:\n      prod: │'),
  image: IN('images:\n      prod:\n        │'),
  image2: IN('images:\n      prod:\n        from: ecr:team/other:1\n        │'),
  image3: IN('images:\n      prod:\n        absent: true\n        │'),
  rule: POL('- │'),
  rule2: POL('- untagged: true\n      │'),
  rule3: POL('- untagged: true\n      expireAfter: 7 days\n      │'),
  rule4: POL('- tagPattern: │'),
  ruleV: POL('- any: true\n      keepNewest: │'),
  ruleA: POL('- any: true\n      expireAfter: │'),
  ruleU: POL('- untagged: │'),
  ruleNext: POL('- untagged: true\n      expireAfter: 7 days\n    - │'),
  ruleLong: POL('rules:\n      - │'),
  ruleSel: POL('rules:\n      - selection:\n          │'),
  ruleAct: POL('rules:\n      - action:\n          type: │'),
  lcps: `${BASE}lifecyclePolicies:\n  │`,
  lcpsV: `${BASE}lifecyclePolicies:\n  standard: │`,
  rps: `${BASE}repositoryPolicies:\n  │`,
  rpsV: `${BASE}repositoryPolicies:\n  pull: │`,
  registry: REG('│'),
  registryV: `${BASE}registry: │`,
  registryL: REG('- │'),
  regScan: REG('scanningConfiguration:\n    │'),
  regScanR: REG('scanningConfiguration:\n    rules:\n      - │'),
  regRep: REG('replicationConfiguration:\n    │'),
  regRepR: REG('replicationConfiguration:\n    rules:\n      - │'),
  regRepD: REG('replicationConfiguration:\n    rules:\n      - destinations:\n          - │'),
  regPtc: REG('pullThroughCacheRules:\n    │'),
  regPtcV: REG('pullThroughCacheRules:\n    quay:\n      │'),
  regPtcU: REG('pullThroughCacheRules:\n    quay:\n      upstreamRegistryUrl: │'),
  regTpl: REG('repositoryCreationTemplates:\n    ROOT:\n      │'),
  regTplA: REG('repositoryCreationTemplates:\n    ROOT:\n      appliedFor:\n        - │'),
  regAcc: REG('accountSettings:\n    │'),
  regAccV: REG('accountSettings:\n    BLOB_MOUNTING: │'),
  regSig: REG('signingConfiguration:\n    │'),
  regEx: REG('pullTimeUpdateExclusions:\n    │'),
  regPol: REG('policy: │'),
  regPolL: REG('policy:\n    - │'),
}
const only = process.env.ONLY
test('completions', async () => {
  const start = process.cpuUsage()
  let n = 0
  const rest = { 'teams/a.yaml': 'repositories:\n  team/zz:\n' }
  for (const [name, place] of Object.entries(PLACES)) {
    if (only && !name.startsWith(only)) continue
    const offered = await offeredIn(place)
    console.log('##', name, offered.length, only ? '' : offered.map(o => o.label).join(' · '))
    for (const { label, text } of offered) {
      n++
      const found = (await diagnosticsOf({ 'ecrsync.yaml': text, ...rest })).filter(
        d => d.severity === 'error' && !/EMPTY|MISSING|UNQUOTED/.test(d.code),
      )
      const shown = await problemsIn(text)
      if (found.length || shown.length || only)
        console.log(
          '   ',
          name,
          '|',
          label,
          '|',
          JSON.stringify(text.slice(place.indexOf('│') - 6)),
          found.map(d => `${d.code} ${d.summary}`),
          shown,
        )
    }
  }
  console.log(n, process.cpuUsage(start).user / 1e6)
})
