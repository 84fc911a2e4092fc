import { join } from 'node:path'
import { builtHelp } from './help-pages.ts'
import { bundleLoader } from './loader.ts'
import { outlive } from './output.ts'
import { asksForVersion, versionLine, versionOf } from './version.ts'

/** The programs of the package, each a chunk of the bundle: what it is given, and its exit code where it does not set it. */
interface Programs {
  readonly main: { main(argv: readonly string[], root: string): Promise<void> }
  readonly helper: { runHelper(argv: readonly string[], version: string): Promise<number> }
}

/** Runs the command line of this process. `root`: the folder of the package. */
export async function start(root: string): Promise<void> {
  const argv = process.argv.slice(2)
  outlive(process.stdout)
  // Whoever asks for no more waits for nothing else to be loaded.
  const answer = asksForVersion(argv) ? versionLine(root) : builtHelp(argv, root)
  if (answer === undefined) await load(root, 'main').main(argv, root)
  else process.stdout.write(answer)
}

/** What docker and other clients run. */
export async function startHelper(root: string): Promise<void> {
  outlive(process.stdout)
  process.exitCode = await load(root, 'helper').runHelper(process.argv.slice(2), versionOf(root))
}

function load<Name extends keyof Programs>(root: string, name: Name): Programs[Name] {
  // The SDK warns on every start that it will want Node 22 one day; that is not the business of whoever runs a plan.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'
  return bundleLoader(join(root, 'bundle'))(`${name}.cjs`) as Programs[Name]
}
