/** One kept-alive connection that writes ready-made requests; as little client as there can be. */
import { connect } from 'node:net'

export interface Line {
  /** Resolves with the status once the whole answer is here; one request at a time. */
  ask(request: Buffer): Promise<number>
  close(): void
}

export async function openLine(port: number): Promise<Line> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise((done, fail) => socket.once('connect', done).once('error', fail))
  let answer: (status: number) => void = () => {}
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    if (!isWhole(text)) return
    const status = Number(text.slice(9, 12))
    text = ''
    answer(status)
  })
  socket.on('close', () => answer(0))
  let last: Promise<unknown> = Promise.resolve()
  const ask = (request: Buffer) => {
    const status = last.then(
      () =>
        new Promise<number>((done) => {
          answer = done
          socket.write(request)
        }),
    )
    last = status
    return status
  }
  return { ask, close: () => socket.destroy() }
}

function isWhole(text: string): boolean {
  const headEnds = text.indexOf('\r\n\r\n')
  if (headEnds < 0) return false
  const length = /content-length: (\d+)/i.exec(text)?.[1]
  if (length) return text.length >= headEnds + 4 + Number(length)
  return !/transfer-encoding: chunked/i.test(text) || text.endsWith('0\r\n\r\n')
}
