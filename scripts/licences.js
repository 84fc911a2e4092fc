// What the licences of bundled packages ask for: that they are handed on with the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the package that a module is of. */
const PACKAGE = /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/

const LICENCE = /^(licen[cs]e|copying|notice)/i

/**
 * The licences of all packages that these modules are of.
 * @param {readonly string[]} modules
 */
export function licencesOf(modules) {
  const folders = new Set(modules.flatMap(module => PACKAGE.exec(module)?.[0] ?? []))
  const packages = [...folders].filter(folder => existsSync(join(folder, 'package.json'))).map(packageIn)
  const names = [...new Set(packages.map(({ name }) => name))].sort()
  return names.map(name => packages.find(one => one.name === name)?.text).join(RULE)
}

const RULE = `\n${'-'.repeat(80)}\n\n`

/** @param {string} folder */
function packageIn(folder) {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const texts = readdirSync(folder)
    .filter(file => LICENCE.test(file))
    .map(file => readFileSync(join(folder, file), 'utf8').trim())
  const by = typeof author === 'object' ? author.name : author
  const head = `${name} ${version} (${license})`
  if (!license) throw new Error(`${folder} says nothing of its licence`)
  return { name: head, text: `${[head, ...(texts.length > 0 ? texts : [`By ${by ?? name}`])].join('\n\n')}\n` }
}
