// Runs one command line after the other, as each line of stdin asks; a process for each would take most of its time to start.
import { createInterface } from 'node:readline'
import { Config } from '@oclif/core'
import './preload.js'

// These look at the list of kinds when they are loaded.
const { COMMANDS } = await import('../../../dist/commands/index.js')
const { reference } = await import('../../../scripts/reference.js')

const config = await Config.load(new URL('../../..', import.meta.url).pathname)
const { write } = process.stdout
const answer = said => write.call(process.stdout, `${JSON.stringify(said)}\n`)

async function run({ args: [id, ...argv], cwd, env }) {
  const texts = { stdout: '', stderr: '' }
  for (const name of Object.keys(texts))
    process[name].write = chunk => {
      texts[name] += chunk
      return true
    }
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.chdir(cwd)
  process.exitCode = 0
  try {
    if (id === 'reference') process.stdout.write(reference())
    else await COMMANDS[id].run(argv, config)
  } catch (error) {
    process.exitCode = error.oclif?.exit ?? 70
  }
  const code = process.exitCode
  process.exitCode = 0
  return { code, ...texts }
}

for (const [id, command] of Object.entries(COMMANDS)) command.id = id
for await (const line of createInterface({ input: process.stdin })) answer(await run(JSON.parse(line)))
