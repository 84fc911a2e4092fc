import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ecrsync, type Place, type Run } from '../../cli.ts'
import { isForSecrets, secretsIn } from '../../secrets.ts'

/** A text that came out, and by what. */
interface Output {
  readonly from: string
  readonly text: string
}

/** Looks through what commands say and write, and counts it. */
export function openScan() {
  const leaks = new Set<string>()
  let outputs = 0
  const look = ({ from, text }: Output) => {
    outputs += 1
    for (const found of secretsIn(text)) leaks.add(`${from}: ${found}`)
  }
  return {
    look,
    async run(name: string, args: readonly string[], place: Place): Promise<Run> {
      const said = await ecrsync(args, place)
      if (!isForSecrets(args)) look({ from: `${name}, stdout of ${args.join(' ')}`, text: said.stdout })
      look({ from: `${name}, stderr of ${args.join(' ')}`, text: said.stderr })
      return said
    },
    /** Every file below a folder: plans, receipts, what an emulator keeps. */
    async written(name: string, folder: string): Promise<void> {
      const found = await readdir(folder, { recursive: true, withFileTypes: true })
      for (const entry of found.filter(entry => entry.isFile())) {
        const path = join(entry.parentPath, entry.name)
        look({ from: `${name}, file ${path.slice(folder.length)}`, text: await readFile(path, 'latin1') })
      }
    },
    leaks: () => [...leaks],
    counts: () => outputs,
  }
}
