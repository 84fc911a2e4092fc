/** The CLI's AWS_DEFAULT_REGION counts too, which the SDK does not know; an empty variable says nothing. */
export const regionOf = ({ region }: { readonly region?: string | undefined }): string | undefined =>
  region || process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION || undefined
