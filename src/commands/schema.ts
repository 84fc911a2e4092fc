import { Flags } from '@oclif/core'
import { PUBLISHED } from '../manifest/form/published.ts'
import { EcrsyncCommand } from './base.ts'

export class Schema extends EcrsyncCommand {
  static override summary = 'Print the JSON Schema of the manifest, for editors and other tools.'
  static override examples = ['<%= config.bin %> schema > manifest.schema.json', '<%= config.bin %> schema --fragment']
  static override flags = {
    fragment: Flags.boolean({ summary: 'The schema of an included file.' }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Schema)
    const schema = PUBLISHED[flags.fragment ? 'fragment' : 'manifest']()
    this.log(JSON.stringify(schema, null, 2))
    return schema
  }
}
