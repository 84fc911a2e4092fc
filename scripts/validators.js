// Writes dist/manifest/form/compiled.js: the validators as functions, so that nothing compiles them when a command starts.
// Part of the build.
import { writeFileSync } from 'node:fs'
import standalone from 'ajv/dist/standalone/index.js'
import { ajv, appending, RULES } from '../dist/manifest/form/compiling.js'

const code = standalone.default(ajv, Object.fromEntries(RULES.map(rule => [rule, rule])))

/** ajv writes `require`, also into a module. */
const imported = appending(code).replaceAll(
  /const (\w+) = require\("([^"]+)"\)\.default/g,
  'import $1Module from "$2.js";const $1 = $1Module.default',
)
writeFileSync(
  new URL('../dist/manifest/form/compiled.js', import.meta.url),
  `${imported}\nconst VALIDATORS = [${RULES}]\nexport const validatorAt = number => VALIDATORS[number]\n`,
)
