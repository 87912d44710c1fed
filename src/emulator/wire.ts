/** What went over the wire, both ways, for the panel: bodies shortened, secrets masked. */
import type { Context, MiddlewareHandler } from 'hono'
import type { ChannelName } from '#chat/message.ts'
import type { Clock } from '#kit/clock.ts'

const entriesMax = 250
const bodyLengthMax = 6_000

export interface WireEntry {
  id: number
  at: string
  /** `out`: the platform posts to Tillie. `in`: Tillie calls the platform. */
  way: 'in' | 'out'
  channel: ChannelName
  method: string
  path: string
  status: number | null
  ms: number
  headers?: Record<string, string>
  request?: unknown
  response?: unknown
}

export type Wire = ReturnType<typeof openWire>

/** `secrets` are cut out of whatever is written down. */
export function openWire(
  clock: Clock,
  secrets: readonly string[],
  tell: (entry: WireEntry) => void,
) {
  const entries: WireEntry[] = []
  let lastId = 0

  return { entries: () => entries, write, record }

  function write(entry: Omit<WireEntry, 'id' | 'at'>): void {
    lastId += 1
    const written = masked({ id: lastId, at: clock().toISOString(), ...entry })
    entries.push(written)
    if (entries.length > entriesMax) entries.shift()
    tell(written)
  }

  /** Middleware for a stand-in. `mount` is cut from the path. */
  function record(channel: ChannelName, mount: RegExp): MiddlewareHandler {
    return async (c, next) => {
      const startedAt = performance.now()
      const request = await bodyOf(c)
      try {
        await next()
      } finally {
        const path = new URL(c.req.url)
        write({
          way: 'in',
          channel,
          method: c.req.method,
          path: path.pathname.replace(mount, '') + path.search,
          status: c.res.status,
          ms: Math.round(performance.now() - startedAt),
          request,
          response: await answerOf(c.res),
        })
      }
    }
  }

  function masked(entry: WireEntry): WireEntry {
    let text = JSON.stringify(entry)
    for (const secret of secrets)
      if (secret) text = text.replaceAll(JSON.stringify(secret).slice(1, -1), '•••')
    return JSON.parse(text)
  }
}

/** JSON where it is JSON and short, else the beginning of it. */
export function readable(text: string): unknown {
  if (!text) return undefined
  if (text.length > bodyLengthMax) return `${text.slice(0, bodyLengthMax)} …`
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

async function bodyOf(c: Context): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!type.startsWith('multipart/')) return readable(await c.req.text())
  const form = await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      name,
      value instanceof File ? `${value.name} (${value.type}, ${value.size} bytes)` : value,
    ]),
  )
}

async function answerOf(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? ''
  if (type.includes('json')) return readable(await response.clone().text())
  return response.status === 200 ? type || undefined : undefined
}
