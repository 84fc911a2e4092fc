import { expect } from 'vitest'

const decoded = (text: string) => JSON.parse(Buffer.from(text, 'base64').toString('utf8'))

/** The region that a password of the emulator is for. */
export const regionIn = (password: string): string => decoded(decoded(password).payload).region

/** The registry lets in whoever brings it. */
export async function expectAccepted(url: string, password: string): Promise<void> {
  const authorization = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`
  const { status } = await fetch(`${url}/v2/`, { headers: { authorization } })
  expect(status).toBe(200)
}
