import { plan } from './plan.js'

/** In the order in which they are run and printed. @type {readonly import('../frame/case.js').Case[]} */
export const CASES = [plan]
