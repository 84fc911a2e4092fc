import { Apply } from './apply.ts'
import { Emulator } from './emulator.ts'
import { Plan } from './plan.ts'
import { Schema } from './schema.ts'
import { Validate } from './validate.ts'

/** Every command, by what the user types. */
export const COMMANDS = { apply: Apply, emulator: Emulator, plan: Plan, schema: Schema, validate: Validate }
