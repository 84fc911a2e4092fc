import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'vitest'
import { offeredIn, problemsIn, shownOf } from './language-server.ts'
import { diagnosticsOf } from '../../world.ts'

const files = (dir: string): string[] => readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter(f => f.endsWith('.yaml')).map(f => `${dir}/${f}`)

test('all', async () => {
  const start = process.cpuUsage()
  for (const f of [...files('examples'), ...files('test/scenarios')]) {
    const text = readFileSync(f, 'utf8')
    const name = /\/teams\//.test(f) ? 'fragment' : 'manifest'
    const p = await problemsIn(text, name)
    if (p.length) console.log(f, p)
  }
  const readme = readFileSync('README.md', 'utf8')
  for (const [, block = ''] of readme.matchAll(/```yaml\n([\s\S]*?)```/g)) {
    const p = await problemsIn(block, /^version: 1/m.test(block) ? 'manifest' : 'fragment')
    if (p.length) console.log(block.slice(0,300), p)
  }
  console.log(process.cpuUsage(start).user / 1e6)
})
const BASE = `version: 1
name: acme
`
const PLACES: Record<string,string> = {
  empty: '│',
  root: `${BASE}│`,
  repo: `${BASE}repositories:\n  team/app:\n    │`,
  repoKey: `${BASE}repositories:\n  │`,
  rule: `${BASE}lifecyclePolicies:\n  standard:\n    - │`,
}
test('completions', async () => {
  for (const [name, place] of Object.entries(PLACES)) {
    for (const { label, text } of await offeredIn(place)) {
      const found = (await diagnosticsOf(text)).filter(d => d.severity === 'error')
      console.log(name, '|', label, '|', JSON.stringify(text.slice(place.indexOf('│'))), found.map(d => d.code + ' ' + d.summary))
    }
  }
})
