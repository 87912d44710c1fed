/**
 * One process per embedded directory. The lock is a listening local socket: it dies with its
 * process, so that a killed Tillie leaves nothing to clean up and a reused pid cannot lie.
 */
import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Refusal } from '#kit/refusal.ts'

const socketPathLengthMax = 100

/** Holds `directory` until the returned function is called; refused when it is held already. */
export async function holdDirectory(directory: string): Promise<() => Promise<void>> {
  const path = socketPath(directory)
  for (const lastTry of [false, true]) {
    const server = await listen(path)
    if (server) return () => new Promise((done) => server.close(() => done()))
    if (lastTry || (await answers(path))) break
    rmSync(path, { force: true }) // Left behind by a process that was killed.
  }
  throw new Refusal(
    `Another Tillie is using ${resolve(directory)}: stop it first, choose another folder with --data, or set DATABASE_URL to share a PostgreSQL server.`,
  )
}

function socketPath(directory: string): string {
  const inside = join(resolve(directory), 'lock')
  if (inside.length <= socketPathLengthMax) return inside
  const name = createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 24)
  return join(tmpdir(), `tillie-${name}.lock`)
}

function listen(path: string): Promise<Server | null> {
  return new Promise((done, fail) => {
    const server = createServer((visitor) => visitor.destroy())
    server.once('error', (fault: NodeJS.ErrnoException) =>
      fault.code === 'EADDRINUSE' ? done(null) : fail(fault),
    )
    server.listen(path, () => {
      server.unref()
      done(server)
    })
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}
