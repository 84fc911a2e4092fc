import { type Audience, audienceAt, type Hearing, nobody, toBoth } from '../render/events/audience.ts'
import type { Question } from '../render/question-text.ts'
import { renderStats } from '../render/stats-text.ts'
import type { Terminal, TextQuestion } from './asking.ts'
import { EcrsyncCommand } from './base.ts'
import { type Counted, countingCalls } from './counting-calls.ts'
import { widthFor } from './width.ts'

/** What every command that talks to ECR does alike: who watches is told what goes on, and asked before it is written. */
export abstract class RegistryCommand extends EcrsyncCommand {
  #audience: Audience | undefined
  #counted: Counted | undefined
  #openScreen: Hearing['openScreen']

  /** What draws on a terminal is loaded where there is one. */
  protected override async init(): Promise<void> {
    await super.init()
    if (process.stderr.isTTY) this.#openScreen = (await import('../render/events/screen.ts')).openScreen
  }

  /** Who is told, once the flags are known. */
  protected get audience(): Audience {
    this.#audience ??= this.counted(this.jsonEnabled() ? nobody : this.audienceAt(process.stderr))
    return this.#audience
  }

  /** `--stats`: hears of every call whoever else listens, and tells of them at the end, whichever that is. */
  private counted(others: Audience): Audience {
    if (!this.given.stats) return others
    const counted = countingCalls(stats => {
      others.clear()
      process.stderr.write(`\n${renderStats(stats, this.themeFor(process.stderr))}\n`)
    })
    this.#counted = counted
    return { ...others, emit: toBoth(counted.hear, others.emit) }
  }

  protected override finished(document: unknown): unknown {
    return this.#counted ? { ...(document as object), stats: this.#counted.taken() } : document
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await super.finally(error)
    // A document that is still to be printed has them.
    if (!this.jsonEnabled()) this.#counted?.tell()
  }

  /** What is live makes room for whatever is printed. */
  override log(message?: string): void {
    this.#audience?.clear()
    super.log(message)
  }

  override logToStderr(message?: string): void {
    this.#audience?.clear()
    super.logToStderr(message)
  }

  /** @throws EcrsyncError NO_TERMINAL, DECLINED, INTERRUPTED where the answer is not yes */
  protected async ask(question: Question): Promise<void> {
    const { ask, nobodyToAsk } = await import('./asking.ts')
    if (this.jsonEnabled()) throw nobodyToAsk()
    await ask(question, this.terminal())
  }

  /** Whether somebody is there, who expects no document. */
  protected canAsk(): boolean {
    return Boolean(process.stdin.isTTY && process.stderr.isTTY) && !this.jsonEnabled()
  }

  /** @throws EcrsyncError NO_TERMINAL, DECLINED, INTERRUPTED */
  protected async askFor(question: TextQuestion): Promise<string> {
    const { askFor } = await import('./asking.ts')
    this.audience.clear()
    return askFor(question, this.terminal())
  }

  private terminal(): Terminal {
    const { stdin: input, stderr: output } = process
    return { input, output, theme: this.themeFor(output), width: widthFor(output) }
  }

  private audienceAt(stream: NodeJS.WriteStream): Audience {
    const { quiet: isQuiet = false, verbose: isVerbose = false } = this.given
    const page = { theme: this.themeFor(stream), width: () => widthFor(stream) }
    return audienceAt(stream, { ...page, now: Date.now, isQuiet, isVerbose, openScreen: this.#openScreen })
  }
}
