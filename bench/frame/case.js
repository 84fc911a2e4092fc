/**
 * What the frame runs.
 *
 * @typedef {object} Context
 * @property {boolean} isQuick fewer rounds over less: to see that it runs, and not to be quoted
 * @property {number} rounds how often what takes seconds is repeated
 * @property {number} repositories of a registry of ordinary size
 * @property {import('./terraform.js').Terraform | undefined} terraform undefined where it is not there
 *
 * @typedef {{ readonly head: readonly string[], readonly rows: readonly (readonly string[])[] }} Table
 *
 * What a picture shows of a case: seconds of both, and how many times faster ecrsync is.
 * @typedef {{ readonly what: string, readonly terraform: number, readonly ecrsync: number, readonly faster: number }} Bar
 *
 * @typedef {object} Section
 * @property {readonly Table[]} tables
 * @property {readonly import('./goals.js').Judged[]} goals
 * @property {readonly string[]} [notes]
 * @property {readonly Bar[]} [bars]
 *
 * @typedef {object} Case
 * @property {string} name as it is chosen: `npm run bench -- NAME`
 * @property {string} title
 * @property {true} [isExtra] run only where it is chosen
 * @property {(context: Context) => Promise<Section>} run
 */

export const NO_TERRAFORM = 'Terraform was not there: only our half was measured.'
