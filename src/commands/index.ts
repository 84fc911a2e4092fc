import { Apply } from './apply.ts'
import { Autocomplete } from './autocomplete.ts'
import { Copy } from './copy.ts'
import { Emulator } from './emulator.ts'
import { Explain } from './explain.ts'
import { Fmt } from './fmt.ts'
import { Iam } from './iam.ts'
import { Import } from './import.ts'
import { Init } from './init.ts'
import { Inventory } from './inventory.ts'
import { Login } from './login.ts'
import { Plan } from './plan.ts'
import { Preview } from './preview.ts'
import { Revert } from './revert.ts'
import { Schema } from './schema.ts'
import { Show } from './show.ts'
import { Validate } from './validate.ts'

/** Every command, by what the user types. */
export const COMMANDS = {
  apply: Apply,
  autocomplete: Autocomplete,
  copy: Copy,
  emulator: Emulator,
  explain: Explain,
  fmt: Fmt,
  iam: Iam,
  import: Import,
  init: Init,
  inventory: Inventory,
  login: Login,
  plan: Plan,
  preview: Preview,
  revert: Revert,
  schema: Schema,
  show: Show,
  validate: Validate,
}
