import { readFileSync } from 'node:fs'
import { arch, cpus, platform, release, totalmem } from 'node:os'

/** @param {string} path from the root of the repository */
const versionIn = path => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).version

/** @param {import('./terraform.js').Terraform | undefined} terraform */
const terraformVersion = terraform =>
  terraform ? `${terraform.version}, AWS provider ${terraform.provider}` : 'not there'

/**
 * What figures are worth nothing without; it names no machine.
 * @param {import('./terraform.js').Terraform | undefined} terraform @returns {readonly (readonly string[])[]}
 */
export function facts(terraform) {
  const processors = cpus()
  return [
    ['processor', `${processors[0]?.model.trim()}, ${processors.length} cores`],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['system', `${platform()} ${release().split('-')[0]}, ${arch()}`],
    ['Node', process.version],
    ['ecrsync', versionIn('package.json')],
    ['AWS SDK', versionIn('node_modules/@aws-sdk/client-ecr/package.json')],
    ['Terraform', terraformVersion(terraform)],
  ]
}
