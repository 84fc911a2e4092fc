/** Source: AWS General Reference, ARN partitions. */
export function partitionOf(region = ''): string {
  const [prefix] = /^(cn|us-gov|eusc|us-isob|us-isof|us-iso|eu-isoe)(?=-)/.exec(region) ?? []
  const isolated = { 'us-iso': 'aws-iso', 'us-isob': 'aws-iso-b', 'us-isof': 'aws-iso-f', 'eu-isoe': 'aws-iso-e' }[
    prefix ?? ''
  ]
  return isolated ?? (prefix === undefined ? 'aws' : `aws-${prefix}`)
}

/** The partition that an ARN is of; undefined for a text that is none, or that leaves it open. */
export const partitionIn = (text: unknown): string | undefined => /^arn:(aws[a-z-]*):/.exec(String(text))?.[1]
