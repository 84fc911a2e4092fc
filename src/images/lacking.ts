import type { Reader } from '../aws/api.ts'
import { absentOn } from '../aws/failures.ts'
import { holderOf, referrersIn } from './ecr.ts'
import { isIndex } from './manifest.ts'
import { eachReferrer, type Referrer } from './referrers.ts'
import type { ImageStore } from './store.ts'

type Found = Referrer & { readonly subject: string }

/** Tags and digests of what refers to images in a store, and is not in a repository: looked at, not pulled. */
export async function lackingReferrers(
  store: ImageStore,
  subjects: readonly string[],
  { caller, repositoryName }: { readonly caller: Reader; readonly repositoryName: string },
): Promise<readonly string[]> {
  const known = new Map<string, Promise<ReadonlySet<string>>>()
  const there = (subject: string) => {
    const asked = known.get(subject) ?? referrersIn(caller, repositoryName, subject)
    known.set(subject, asked)
    return asked
  }

  async function isHere({ subject, digest: referrer, tag }: Found): Promise<boolean> {
    if (tag !== undefined) return (await holderOf(caller, repositoryName, tag)) !== undefined
    // A list under a tag may name what has no subject, which ECR then does not list.
    return (await there(subject)).has(referrer) || isImage(caller, repositoryName, referrer)
  }

  const lacking: string[] = []
  for await (const found of eachReferrer(store, [...subjects]))
    if (!(await isHere(found))) lacking.push(found.tag ?? found.digest)
  return lacking.sort()
}

async function isImage(caller: Reader, repositoryName: string, imageDigest: string): Promise<boolean> {
  const asked = caller.call('DescribeImages', {
    repositoryName,
    imageIds: [{ imageDigest }],
    filter: { imageStatus: 'ANY' },
  })
  return (await absentOn('ImageNotFoundException', asked)) !== null
}

/** The images of an index, where reading it is a pull nowhere. */
export async function childrenIn(store: ImageStore, digest: string): Promise<readonly string[]> {
  const { mediaType = '' } = await (store.find ?? store.resolve)({ digest })
  if (mediaType !== '' && !isIndex(mediaType)) return []
  const { children } = await store.manifest({ digest })
  return children.map(child => child.digest)
}
