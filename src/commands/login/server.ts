/** `HOST:PORT` of a server, which clients name with or without a scheme. */
export function hostOf(server: string): string | undefined {
  const url = /^https?:\/\//i.test(server) ? server : `https://${server}`
  return URL.canParse(url) ? new URL(url).host : undefined
}
