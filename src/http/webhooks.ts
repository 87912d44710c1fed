/**
 * Where the platforms knock. A post is read once as bytes, checked, kept, and answered 200 when the
 * commit stands; everything else happens later. Nothing unsigned is kept, parsed or looked at.
 */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Channel } from '#channels/channel.ts'
import type { ChannelName } from '#chat/message.ts'
import type { Post } from '#chat/post.ts'
import type { Log } from '#kit/log.ts'
import { parseBody } from './body.ts'
import type { Metrics } from './metrics.ts'

/** WhatsApp posts up to 3 MB; a little more than that is still read. */
const bodyBytesMax = 3 * 1024 * 1024
const retryAfterSeconds = 2

export interface WebhookDoors {
  channels: Record<ChannelName, Channel>
  /** Resolves once the post is committed; the same post again is one effect. */
  keep(post: Post): Promise<void>
  /** WhatsApp's subscription check: the challenge to say back, or null. */
  handshake(query: Record<string, string>): string | null
  isStopping(): boolean
  metrics: Metrics
  log: Log
}

export function webhooks(doors: WebhookDoors): Hono {
  const { channels, keep, handshake, isStopping, metrics, log } = doors
  const app = new Hono()

  app.get('/whatsapp', (c) => {
    const challenge = handshake(c.req.query())
    return challenge === null ? c.text('The verify token is not ours.', 403) : c.text(challenge)
  })

  for (const name of ['whatsapp', 'telegram'] as const) {
    const limit = bodyLimit({
      maxSize: bodyBytesMax,
      onError: (c) => {
        metrics.posts.inc({ channel: name, outcome: 'too-large' })
        return c.json({ error: 'The body is larger than 3 MB.' }, 413)
      },
    })
    app.post(`/${name}`, limit, async (c) => {
      const done = metrics.postSeconds.startTimer({ channel: name })
      const bytes = new Uint8Array(await c.req.arrayBuffer())
      const outcome = await take(name, c.req.raw.headers, bytes)
      done()
      metrics.posts.inc({ channel: name, outcome })
      if (outcome === 'unsigned')
        return c.json({ error: 'The signature is missing or wrong.' }, 401)
      if (outcome === 'kept') return c.body(null, 200)
      c.header('Retry-After', String(retryAfterSeconds))
      return c.json({ error: 'Not kept: post it again.' }, 503)
    })
  }
  return app

  async function take(name: ChannelName, headers: Headers, bytes: Uint8Array) {
    const channel = channels[name]
    if (!channel.verify(headers, bytes)) return 'unsigned'
    if (isStopping()) return 'refused'
    const { text, json } = parseBody(bytes)
    try {
      await keep({ channel: name, body: text, inbound: json === null ? [] : channel.receive(json) })
      return 'kept'
    } catch (fault) {
      log.error({ err: fault, channel: name }, 'a post could not be kept')
      return 'failed'
    }
  }
}
