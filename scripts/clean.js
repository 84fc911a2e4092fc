import { rmSync } from 'node:fs'

for (const built of ['../dist', '../bundle', '../oclif.manifest.json'])
  rmSync(new URL(built, import.meta.url), { recursive: true, force: true })
