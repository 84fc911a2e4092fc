import { request } from 'node:http'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startEmulator } from '../../src/emulator/server.ts'
import { clientOf, emulated } from './ecr.ts'

const world = emulated()

test('it listens on this machine only, on a free port', () => {
  expect(world.emulator.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})

test('on another address of this machine it says so', async () => {
  const emulator = await startEmulator({ host: 'localhost' })
  expect(emulator.url).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/)
  await emulator.close()
})

test('told to listen for other machines, it answers to any host name', async () => {
  const emulator = await startEmulator({ host: '0.0.0.0' })
  const { port } = new URL(emulator.url)
  const status = await new Promise(resolve => {
    const headers = { host: 'ecr.example', 'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.DescribeRegistry' }
    const sent = request({ host: '127.0.0.1', port, method: 'POST', headers }, ({ statusCode }) => resolve(statusCode))
    sent.end()
  })
  expect(status).toBe(200)
  await emulator.close()
})

test('a port that is taken is an error', async () => {
  const port = Number(new URL(world.emulator.url).port)
  await expect(startEmulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})

test.each([{ account: '../1' }, { account: '1234' }, { region: '../..' }])('%j is refused', async options => {
  await expect(startEmulator(options)).rejects.toThrow(/is not/)
})

test('a closed emulator answers no more, and its port is free', async () => {
  const emulator = await startEmulator()
  await clientOf(emulator).describeRegistry({})
  await emulator.close()
  const again = await startEmulator({ port: Number(new URL(emulator.url).port) })
  await again.close()
})

test('a client that goes away in the middle of a call is only logged', async () => {
  const { hostname, port } = new URL(world.emulator.url)
  const head = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n'
  const target = 'x-amz-target: AmazonEC2ContainerRegistry_V20150921.DescribeRegistry\r\n\r\n'
  const socket = connect(Number(port), hostname, () => socket.write(`${head}${target}{`, () => socket.destroy()))
  await vi.waitFor(() => expect(world.emulator.calls).toHaveLength(1))
  expect(world.emulator.calls[0]).toMatchObject({ operation: 'DescribeRegistry', error: 'ConnectionDropped' })
})
