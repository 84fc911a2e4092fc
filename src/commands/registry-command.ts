import { type Audience, audienceAt, type Hearing, nobody } from '../render/events/audience.ts'
import type { Question } from '../render/question-text.ts'
import { EcrsyncCommand } from './base.ts'
import { widthFor } from './width.ts'

/** What every command that talks to ECR does alike: who watches is told what goes on, and asked before it is written. */
export abstract class RegistryCommand extends EcrsyncCommand {
  #audience: Audience | undefined
  #openScreen: Hearing['openScreen']

  /** What draws on a terminal is loaded where there is one. */
  protected override async init(): Promise<void> {
    await super.init()
    if (process.stderr.isTTY) this.#openScreen = (await import('../render/events/screen.ts')).openScreen
  }

  /** Who is told, once the flags are known. */
  protected get audience(): Audience {
    this.#audience ??= this.jsonEnabled() ? nobody : this.audienceAt(process.stderr)
    return this.#audience
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
    const { stdin: input, stderr: output } = process
    await ask(question, { input, output, theme: this.themeFor(output), width: widthFor(output) })
  }

  private audienceAt(stream: NodeJS.WriteStream): Audience {
    const { quiet: isQuiet = false, verbose: isVerbose = false } = this.given
    const page = { theme: this.themeFor(stream), width: () => widthFor(stream) }
    return audienceAt(stream, { ...page, now: Date.now, isQuiet, isVerbose, openScreen: this.#openScreen })
  }
}
