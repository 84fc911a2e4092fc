// Writes dist/manifest/form/compiled.js and dist/documents/compiled.js: the validators as functions, so that nothing compiles them when a command starts.
// Part of the build.
import { writeFileSync } from 'node:fs'
import standalone from 'ajv/dist/standalone/index.js'
import { ajv as ofDocuments, SCHEMAS } from '../dist/documents/compiling.js'
import { ajv, appending, RULES } from '../dist/manifest/form/compiling.js'

/**
 * ajv writes `require`, also into a module.
 * @param {string} code
 */
const asModule = code =>
  code.replaceAll(
    /const (\w+) = require\("([^"]+)"\)\.default/g,
    'import $1Module from "$2.js";const $1 = $1Module.default',
  )

const code = standalone.default(ajv, Object.fromEntries(RULES.map(rule => [rule, rule])))

writeFileSync(
  new URL('../dist/manifest/form/compiled.js', import.meta.url),
  `${asModule(appending(code))}\nconst VALIDATORS = [${RULES}]\nexport const validatorAt = number => VALIDATORS[number]\n`,
)
writeFileSync(
  new URL('../dist/documents/compiled.js', import.meta.url),
  asModule(standalone.default(ofDocuments, { ...SCHEMAS })),
)
