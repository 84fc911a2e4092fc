import { EcrsyncError } from '../errors.ts'

/**
 * Every page of a listing, as it arrives: the one place that follows tokens.
 * @throws EcrsyncError AWS_ERROR, or what is given instead, where a page is answered twice: what else there is cannot be known
 */
export async function* pages<Page extends { readonly nextToken?: string | undefined }>(
  next: (nextToken: string | undefined) => Promise<Page>,
  repeated: () => Error = pageRepeated,
): AsyncGenerator<Page> {
  const tokens = new Set<string | undefined>()
  let nextToken: string | undefined
  do {
    tokens.add(nextToken)
    const page = await next(nextToken)
    yield page
    nextToken = page.nextToken || undefined
    if (nextToken !== undefined && tokens.has(nextToken)) throw repeated()
  } while (nextToken !== undefined)
}

const pageRepeated = (): EcrsyncError =>
  new EcrsyncError('AWS_ERROR', 'ECR answers the same page again', {
    detail: 'The listing would never end, and what has not been seen of it cannot be known.',
    hint: 'Run it again; if it stays so, check AWS_ENDPOINT_URL_ECR and any proxy on the way.',
  })
