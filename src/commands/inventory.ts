import { Flags } from '@oclif/core'
import { EcrsyncError, EXIT } from '../errors.ts'
import type { Inventory as Taken } from '../model.ts'
import { COLUMN_NAMES } from '../render/inventory/columns.ts'
import { inventoryJson } from '../render/inventory/json.ts'
import { inventoryText, unreadText } from '../render/inventory/text.ts'
import { planFlags, registryFlags } from './flags.ts'
import { exitOnSignal } from './interruption.ts'
import { inventory } from './open/inventory.ts'
import { RegistryCommand } from './registry-command.ts'
import { widthFor } from './width.ts'

/** What ECR takes for private repositories in most regions. Source: Amazon ECR pricing. */
const RATE = 0.1

export class Inventory extends RegistryCommand {
  static override summary = 'List every repository of the targets: whose it is, how large, how old, and what it costs.'
  static override description =
    'Reads all repositories of the registries, whether the manifest names them or not, and counts their images. Changes nothing, and counts as no pull. Exits 7 when something could not be read.'
  static override examples = [
    '<%= config.bin %> inventory',
    '<%= config.bin %> inventory --sort bytes',
    '<%= config.bin %> inventory --sort lastPull --target prod-eu',
    '<%= config.bin %> inventory --format csv > inventory.csv',
    '<%= config.bin %> inventory --format html --rate 0.09 > inventory.html',
  ]
  static override flags = {
    ...registryFlags,
    'tag-reader': planFlags['tag-reader'],
    format: Flags.option({
      summary: 'How to print the result; in html a page that sorts and filters.',
      options: ['table', 'csv', 'json', 'html'] as const,
      default: 'table' as const,
    })(),
    sort: Flags.option({
      summary:
        'Sort by this column: amounts from the largest, times from the longest ago; left out: by target and name.',
      options: COLUMN_NAMES,
      helpValue: 'COLUMN',
    })(),
    rate: Flags.string({
      summary: 'USD for a GB of storage a month.',
      default: String(RATE),
      helpValue: 'USD',
    }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Inventory)
    this.given = flags
    const rate = rateOf(flags.rate)
    const release = exitOnSignal()
    try {
      const taken = await inventory({ ...flags, rate }, this.audience.emit).finally(() => this.audience.clear())
      process.exitCode = taken.unread.length > 0 ? EXIT.incomplete : EXIT.done
      if (!this.jsonEnabled()) this.log((await this.rendered(taken, flags.format)).trimEnd())
      // A file of rows has no place for it.
      if (flags.format === 'csv' && taken.unread.length > 0) this.logToStderr(this.unreadOf(taken))
      return inventoryJson(taken, this.config.version)
    } finally {
      release()
    }
  }

  private unreadOf({ unread }: Taken): string {
    return unreadText(unread, { theme: this.themeFor(process.stderr), width: widthFor(process.stderr) })
  }

  private async rendered(taken: Taken, format: string): Promise<string> {
    if (format === 'csv') return (await import('../render/inventory/csv.ts')).inventoryCsv(taken)
    if (format === 'html')
      return (await import('../render/inventory/html.ts')).inventoryHtml(taken, new Date().toISOString())
    return inventoryText(taken, { theme: this.themeFor(process.stdout), width: widthFor(process.stdout) })
  }
}

/** @throws EcrsyncError INVALID_FLAG */
function rateOf(typed: string): number {
  if (/^\d{1,6}(?:\.\d{1,6})?$/.test(typed)) return Number(typed)
  throw new EcrsyncError('INVALID_FLAG', `--rate ${typed} is no amount of USD`, {
    detail: 'It is what a GB of storage costs a month, as AWS bills it in the region.',
    hint: `Write for example --rate ${RATE}`,
  })
}
