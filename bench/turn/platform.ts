/** The Graph API's host as far as a turn needs it: it takes every call and gives messages an id. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Platform {
  url: string
  close(): void
}

export async function openPlatform(): Promise<Platform> {
  let count = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const id = `wamid.bench${++count}`
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ success: true, messages: [{ id }], contacts: [] }))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}
