import { isFields } from './canonical.ts'

/** @throws SyntaxError where ECR answers what is no JSON object */
export function parsedText<Document>(text = ''): Document {
  const document: unknown = JSON.parse(text)
  if (!isFields(document)) throw new SyntaxError(`A JSON object was expected, not ${text.slice(0, 80)}`)
  return document as Document
}
