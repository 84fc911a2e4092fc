/** As many as one call takes. Source: ECR API reference, BatchDeleteImage. */
export const MOST_IDS = 100

export const inBatches = <Id>(ids: readonly Id[]): Id[][] =>
  Array.from({ length: Math.ceil(ids.length / MOST_IDS) }, (_, index) =>
    ids.slice(index * MOST_IDS, (index + 1) * MOST_IDS),
  )
