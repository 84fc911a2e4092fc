import { appendFileSync } from 'node:fs'

let log = ''

/** @param {string} path */
export function initialize(path) {
  log = path
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, next) {
  if (url.startsWith('file:')) appendFileSync(log, `${url}\n`)
  return next(url, context)
}
