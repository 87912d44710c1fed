/** The listening socket: opened with one clear sentence when it cannot be, closed without cutting off. */
import type { AddressInfo } from 'node:net'
import { createAdaptorServer, type ServerType } from '@hono/node-server'
import { Refusal } from '#kit/refusal.ts'

export interface Listening {
  /** As a person on this machine would type it, without a slash at the end. */
  url: string
  port: number
  /** Takes no new connection, lets requests in hand end, then cuts what is left. */
  close(graceMs: number): Promise<void>
}

const sweepEveryMs = 50

/** How long a client may take to say what it wants. A body of 3 MB needs a second on a slow line. */
export interface Patience {
  headersMsMax: number
  requestMsMax: number
  checkEveryMs: number
}
const housePatience: Patience = { headersMsMax: 10_000, requestMsMax: 20_000, checkEveryMs: 2_000 }

/**
 * An idle connection is kept for longer than a proxy keeps its own (a minute is usual): who closes
 * first must be the one who asks, or a request that is under way meets a closed door.
 */
const idleMsMax = 65_000

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

/** Port 0 takes any free one. Refused when the port is taken or may not be used. */
export async function listen(
  fetch: Fetch,
  host: string,
  port: number,
  { headersMsMax, requestMsMax, checkEveryMs }: Patience = housePatience,
): Promise<Listening> {
  const serverOptions = {
    headersTimeout: headersMsMax,
    requestTimeout: requestMsMax,
    connectionsCheckingInterval: checkEveryMs,
    keepAliveTimeout: idleMsMax,
  }
  const server = createAdaptorServer({ fetch, serverOptions })
  await new Promise<void>((done, fail) => {
    server.once('error', (fault: NodeJS.ErrnoException) => fail(inWords(fault, host, port)))
    server.listen(port, host, done)
  })
  const bound = (server.address() as AddressInfo).port
  return {
    url: `http://${nameOf(host)}:${bound}`,
    port: bound,
    close: (graceMs) => close(server, graceMs),
  }
}

function inWords(fault: NodeJS.ErrnoException, host: string, port: number): Error {
  const elsewhere = 'choose another with --port or TILLIE_PORT'
  if (fault.code === 'EADDRINUSE')
    return new Refusal(`Port ${port} is taken by another program: ${elsewhere}.`)
  if (fault.code === 'EACCES')
    return new Refusal(`Port ${port} may not be used here: ${elsewhere}.`)
  if (fault.code === 'EADDRNOTAVAIL' || fault.code === 'ENOTFOUND')
    return new Refusal(`${host} is no address of this machine: give another --host.`)
  return fault
}

function nameOf(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}

/** A connection that is kept alive would hold the server open: each is cut once it falls idle. */
function close(server: ServerType, graceMs: number): Promise<void> {
  return new Promise((done) => {
    if (!('closeIdleConnections' in server)) throw new Error('not an HTTP/1 server')
    const sweep = setInterval(() => server.closeIdleConnections(), sweepEveryMs)
    const cut = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(cut)
      done()
    })
  })
}
