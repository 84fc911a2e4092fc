import { type Audience, audienceAt, nobody } from '../render/events/audience.ts'
import { EcrsyncCommand } from './base.ts'
import { widthFor } from './width.ts'

/** What every command that talks to ECR does alike: who watches is told what goes on. */
export abstract class RegistryCommand extends EcrsyncCommand {
  #audience: Audience | undefined

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

  private audienceAt(stream: NodeJS.WriteStream): Audience {
    const { quiet: isQuiet = false, verbose: isVerbose = false } = this.common
    const page = { theme: this.themeFor(stream), width: () => widthFor(stream) }
    return audienceAt(stream, { ...page, now: Date.now, isQuiet, isVerbose })
  }
}
