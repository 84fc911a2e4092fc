import { type Audience, audienceAt, nobody } from '../render/events/audience.ts'
import { EcrsyncCommand } from './base.ts'

/** What every command that talks to ECR does alike: who watches is told what goes on. */
export abstract class RegistryCommand extends EcrsyncCommand {
  #audience: Audience | undefined

  /** Who is told, once the flags are known. */
  protected get audience(): Audience {
    this.#audience ??= this.jsonEnabled() ? nobody : this.audienceAt(process.stderr)
    return this.#audience
  }

  private audienceAt(stream: NodeJS.WriteStream): Audience {
    const { quiet: isQuiet = false, verbose: isVerbose = false } = this.common
    return audienceAt(stream, { theme: this.themeFor(stream), now: Date.now, isQuiet, isVerbose })
  }
}
