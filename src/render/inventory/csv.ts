import { stringify } from 'csv-stringify/sync'
import type { Inventory } from '../../model.ts'
import { outward } from '../theme.ts'
import { COLUMN_NAMES } from './columns.ts'

/**
 * Quoted as in RFC 4180, records end in LF; values as in JSON. What a spreadsheet would take for a formula begins with an
 * apostrophe: some pass over the spaces before it.
 */
export const inventoryCsv = outward(({ repositories }: Inventory): string =>
  stringify(
    repositories.map(one => COLUMN_NAMES.map(column => one[column])),
    {
      header: true,
      columns: [...COLUMN_NAMES],
      cast: { boolean: String, string: value => (/^\s+[=+\-@＝＋－＠]/.test(value) ? `'${value}` : value) },
      escape_formulas: true,
      record_delimiter: '\n',
    },
  ),
)
