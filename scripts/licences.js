// What the licences of bundled packages ask for: that they are handed on with the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the package that a module is of. */
const PACKAGE = /^.*[/\\]node_modules[/\\](?:@[^/\\]+[/\\])?[^/\\]+/

const LICENCE = /^(licen[cs]e|copying|notice)/i
const RULE = `\n\n${'-'.repeat(80)}\n\n`

/**
 * The licences of all packages that these modules are of, each text once.
 * @param {readonly string[]} modules
 */
export function licencesOf(modules) {
  const folders = new Set(modules.flatMap(module => PACKAGE.exec(module)?.[0] ?? []))
  /** @type {Map<string, Set<string>>} */
  const packages = new Map()
  for (const folder of [...folders].filter(folder => existsSync(join(folder, 'package.json'))).sort()) {
    const text = textIn(folder)
    packages.set(text, (packages.get(text) ?? new Set()).add(headOf(folder)))
  }
  return `${[INTRODUCTION, ...[...packages].map(([text, heads]) => `${[...heads].join('\n')}\n\n${text}`)].join(RULE)}\n`
}

const INTRODUCTION = 'The files beside this one hold code of these packages, under these licences.'

/** @param {string} folder */
const packageIn = folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

/** @param {string} folder */
function headOf(folder) {
  const { name, version, license } = packageIn(folder)
  if (!license) throw new Error(`${folder} says nothing of its licence`)
  return `${name} ${version} (${license})`
}

/** @param {string} folder */
function textIn(folder) {
  const files = readdirSync(folder).filter(file => LICENCE.test(file))
  if (files.length > 0) return files.map(file => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n')
  const { author, license } = packageIn(folder)
  return `${license}. By ${typeof author === 'object' ? author.name : author}`
}
