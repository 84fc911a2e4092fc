import { stringify } from 'csv-stringify/sync'
import type { Inventory } from '../../model.ts'
import { outward } from '../theme.ts'
import { COLUMN_NAMES } from './columns.ts'

/** RFC 4180, values as in JSON. What a spreadsheet would take for a formula begins with an apostrophe. */
export const inventoryCsv = outward(({ repositories }: Inventory): string =>
  stringify(
    repositories.map(one => COLUMN_NAMES.map(column => one[column])),
    {
      header: true,
      columns: [...COLUMN_NAMES],
      cast: { boolean: String },
      escape_formulas: true,
      record_delimiter: '\n',
    },
  ),
)
