// Imported before a program of Node: the modules that it loads are lines of the file LOADED_LOG.
import { appendFileSync } from 'node:fs'
import { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

const { LOADED_LOG = '' } = process.env

register('./loader.mjs', import.meta.url, { data: LOADED_LOG })

process.on('exit', () => {
  const required = Object.keys(createRequire(import.meta.url).cache).map(path => pathToFileURL(path).href)
  appendFileSync(LOADED_LOG, required.map(url => `${url}\n`).join(''))
})
