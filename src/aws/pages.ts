import { EcrsyncError } from '../errors.ts'

export interface Listing {
  /** What is thrown where it does not end. */
  readonly endless?: (does: string) => Error
  /** Pages that there may be. */
  readonly most?: number
  /** Milliseconds since whenever. */
  readonly now?: () => number
}

/** Ten times what the largest repository or registry takes: 100,000 images or repositories in pages of 1,000. */
const MOST_PAGES = 1000
/** Waited for pages, whatever is done with them in between. */
const LONGEST_MS = 15 * 60_000

/**
 * Every page of a listing, as it arrives: the one place that follows tokens.
 * @throws EcrsyncError AWS_ERROR, or what is given instead, where a page is answered twice or there are ever more: what else there is cannot be known
 */
export async function* pages<Page extends { readonly nextToken?: string | undefined }>(
  next: (nextToken: string | undefined) => Promise<Page>,
  { endless = neverEnds, most = MOST_PAGES, now = () => performance.now() }: Listing = {},
): AsyncGenerator<Page> {
  const tokens = new Set<string | undefined>()
  let waited = 0
  let nextToken: string | undefined
  for (;;) {
    tokens.add(nextToken)
    const asked = now()
    const page = await next(nextToken)
    waited += now() - asked
    yield page
    nextToken = page.nextToken || undefined
    if (nextToken === undefined) return
    if (tokens.has(nextToken)) throw endless('answers the same page again')
    if (tokens.size === most) throw endless(`answers more than ${most} pages`)
    if (waited > LONGEST_MS) throw endless('answers so slowly that the listing does not end')
  }
}

const neverEnds = (does: string): EcrsyncError =>
  new EcrsyncError('AWS_ERROR', `ECR ${does}`, {
    detail: 'The listing would never end, and what has not been seen of it cannot be known.',
    hint: 'Run it again; if it stays so, check AWS_ENDPOINT_URL_ECR and any proxy on the way.',
  })
