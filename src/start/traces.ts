import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'

/** A place in a chunk of the bundle, as V8 writes it into a trace. */
const PLACE = /(?<=[ (])((?:file:\/\/)?[^()\n]*?\.cjs):(\d+):(\d+)/g

/** A trace with the places where its code was written. Asked for when there is one: what it takes is nothing that every start should pay. */
export const asWritten = (trace: string): string =>
  trace.replace(PLACE, (place, file: string, line: string, column: string) => {
    const { originalSource, originalLine, originalColumn } =
      mapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1) ?? {}
    if (originalSource === undefined || originalLine === undefined) return place
    // Beside the bundle in the repository; what is installed has no sources.
    return `${originalSource.replace(/^(?:\.\.\/)+/, '')}:${originalLine + 1}:${(originalColumn ?? 0) + 1}`
  })

function mapOf(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')) as SourceMapPayload)
  } catch {
    return undefined
  }
}
