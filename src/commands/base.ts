import { once } from 'node:events'
import { Command, type Interfaces, ux } from '@oclif/core'
import { EcrsyncError } from '../errors.ts'
import { harmlessPage } from '../harmless.ts'
import type { Diagnostic } from '../model.ts'
import { failureJson, renderDiagnostics } from '../render/diagnostics.ts'
import { jsonPieces } from '../render/json-pieces.ts'
import { COLOURS, colored, type Theme } from '../render/theme.ts'
import { withoutSecrets } from '../secrecy.ts'
import { outlive } from '../start/output.ts'
import { asWritten } from '../start/traces.ts'
import { asTypedHere, saidHere } from './again.ts'
import { fitting } from './fitting.ts'
import { type GlobalFlags, globalFlagsIn, themeFor, wantsJson } from './global-flags.ts'
import { type Used, usageError } from './usage.ts'
import { widthFor } from './width.ts'

/** What every command does alike: results on stdout, all else on stderr, and errors as diagnostics with an exit code. */
export abstract class EcrsyncCommand extends Command {
  static override enableJsonFlag = true

  /** The flags of this run, once they are known. */
  protected given: GlobalFlags & Readonly<Record<string, unknown>> = {}

  /** Of a run that answers in JSON. */
  #document: readonly unknown[] = []

  protected override async init(): Promise<void> {
    await super.init()
    // Before they are parsed, so that a line that cannot be is answered as it asks.
    this.given = globalFlagsIn(this.argv)
    for (const stream of [process.stdout, process.stderr]) outlive(stream)
  }

  override jsonEnabled(): boolean {
    return super.jsonEnabled() || (this.ctor.enableJsonFlag && wantsJson(this.argv))
  }

  protected themeFor(stream: NodeJS.WriteStream): Theme {
    return themeFor(stream, this.given)
  }

  /** Whatever is printed, as a terminal may have it: a renderer that forgot to ask is no harm. */
  override log(message = ''): void {
    super.log(this.page(message, process.stdout))
  }

  override logToStderr(message = ''): void {
    super.logToStderr(this.page(message, process.stderr))
  }

  override logJson(json: unknown): void {
    this.#document = [json]
  }

  /** The document, which oclif would have written at once, as fast as its reader takes it. */
  protected override async _run<T>(): Promise<T> {
    const result = await super._run<T>()
    for (const json of this.#document) await writeJson(json, process.stdout)
    return result
  }

  private page(text: string, stream: NodeJS.WriteStream): string {
    return harmlessPage(text, this.themeFor(stream) === colored ? COLOURS : undefined)
  }

  /** What a run hands out as its document, whether it came to a good end or not. */
  protected finished(document: unknown): unknown {
    return document
  }

  protected override toSuccessJson(result: unknown): unknown {
    return this.finished(result)
  }

  /** Warnings and notes: beside the result, never in it. */
  protected say(diagnostics: readonly Diagnostic[]): void {
    if (diagnostics.length === 0 || this.given.quiet || this.jsonEnabled()) return
    this.logToStderr(`${this.textOf(this.saidHere(diagnostics))}\n`)
  }

  private saidHere(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
    const { here } = this
    return diagnostics.map(diagnostic => saidHere(diagnostic, here))
  }

  private textOf(diagnostics: readonly Diagnostic[]): string {
    return renderDiagnostics(diagnostics, this.themeFor(process.stderr), widthFor(process.stderr))
  }

  /** What a text tells to type, as it is to be typed after this run. */
  protected get here(): (text: string) => string {
    const again = asTypedHere(this.given, this.commands)
    const known = new Set([...this.commands.values()].flatMap(flags => [...flags]))
    const isForeign = (flag: string) => known.has(flag) && !Object.hasOwn(this.ctor.flags ?? {}, flag)
    return text => again(fitting(text, isForeign))
  }

  /** What a run hands out that answers in a form of others, also where it fails; undefined: it does not. */
  protected pageOf(_diagnostics: readonly Diagnostic[], _exitCode: number): string | undefined {
    return undefined
  }

  private get used(): Used {
    const { flags = {}, args = {} } = this.ctor
    return { name: this.id ?? '', flags, args, commands: this.commands }
  }

  /** Of every command, its name and flags. */
  private get commands(): ReadonlyMap<string, ReadonlySet<string>> {
    return new Map(this.config.commands.map(({ id, flags }) => [id, new Set(Object.keys(flags))]))
  }

  protected override async catch(thrown: Interfaces.CommandError): Promise<void> {
    const error = asEcrsyncError(thrown, usageError(thrown, this.used))
    const diagnostics = this.saidHere(error.diagnostics)
    process.exitCode = error.exitCode
    const page = this.pageOf(diagnostics, error.exitCode)
    if (page !== undefined) this.log(page)
    else if (this.jsonEnabled()) this.logJson(this.finished({ ...failureJson({ diagnostics }), ...error.document }))
    else if (ANSWERS.has(error.code)) this.logToStderr(`${error.message}.`)
    else this.logToStderr(this.textOf(diagnostics))
    if (error.code === 'INTERNAL' && this.given.verbose)
      ux.stderr(harmlessPage(withoutSecrets(asWritten(thrown.stack ?? ''))))
  }
}

/** What somebody wants is no failure, and is said in a sentence. */
const ANSWERS: ReadonlySet<string> = new Set(['DECLINED', 'INTERRUPTED'])

function asEcrsyncError(thrown: Interfaces.CommandError, usage: EcrsyncError | undefined): EcrsyncError {
  if (thrown instanceof EcrsyncError) return thrown
  return (
    usage ??
    new EcrsyncError('INTERNAL', thrown.message || 'An unexpected error', {
      detail: 'This is a bug of ecrsync, and the result of this run cannot be trusted.',
      hint: 'Report it with all that it prints; with --verbose that says where it comes from.',
      cause: thrown,
    })
  )
}

/** Until the reader has all of it, or goes away. */
async function writeJson(json: unknown, stream: NodeJS.WriteStream): Promise<void> {
  const isDrained = () => stream.writable && once(stream, 'drain').catch(() => false)
  for (const piece of jsonPieces(json)) if (!stream.write(piece) && !(await isDrained())) return
  stream.write('\n')
}
