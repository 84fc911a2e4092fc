/** The partition that an ARN is of; undefined for a text that is none, or that leaves it open. */
export const partitionIn = (text: unknown): string | undefined => /^arn:(aws[a-z-]*):/.exec(String(text))?.[1]
