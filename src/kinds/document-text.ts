import { isFields } from './canonical.ts'

/** No policy of IAM is nested as deep, and nobody who walks through one should have to count. */
const DEEPEST = 100

/** @throws SyntaxError where ECR answers what is no JSON object, or one that never ends */
export function parsedText<Document>(text = ''): Document {
  const document: unknown = JSON.parse(text)
  if (!isFields(document)) throw new SyntaxError(`A JSON object was expected, not ${text.slice(0, 80)}`)
  if (isDeeper(document, DEEPEST)) throw new SyntaxError(`It is nested more than ${DEEPEST} deep`)
  return document as Document
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some(one => isDeeper(one, levels - 1)))
