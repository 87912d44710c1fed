/** A plain round-robin in front of several Tillies: each new connection goes to the next that is there. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface RoundRobin {
  url: string
  close(): Promise<void>
}

/** `ports` is asked for each connection; who refuses it is passed over. */
export async function openRoundRobin(ports: () => number[]): Promise<RoundRobin> {
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer({ pauseOnConnect: true }, (client) => {
    const all = ports()
    tryNext(
      client,
      all.map((_, at) => all[(turn + at) % all.length]!),
    )
    turn += 1
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }

  function tryNext(client: Socket, [port, ...others]: number[]) {
    if (port === undefined) return client.destroy()
    const backend = connect(port, '127.0.0.1')
    backend.once('error', () => tryNext(client, others))
    backend.once('connect', () => {
      backend.removeAllListeners('error')
      for (const [one, other] of [
        [client, backend],
        [backend, client],
      ] as const) {
        open.add(one)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          open.delete(one)
          other.destroy()
        })
        one.pipe(other)
      }
    })
  }

  async function close() {
    for (const socket of open) socket.destroy()
    await new Promise((done) => server.close(done))
  }
}
