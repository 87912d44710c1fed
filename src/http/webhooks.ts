/**
 * Where the platforms knock. A post is read once as bytes, checked, kept, and answered 200 when the
 * commit stands; everything else happens later. Nothing unsigned is kept, parsed or looked at.
 *
 * Strangers are not counted and shut out: behind a proxy everybody comes from one address, and the
 * platform would be shut out with them. Their posts are made cheap instead, and the proxy, which
 * knows who is who, may limit them.
 */
import { Hono } from 'hono'
import type { Channel } from '#channels/channel.ts'
import type { ChannelName } from '#chat/message.ts'
import type { Post } from '#chat/post.ts'
import type { Log } from '#kit/log.ts'
import { systemTimers } from '#kit/timers.ts'
import { parseBody } from './body.ts'
import { openDeadline } from './deadline.ts'
import type { Metrics } from './metrics.ts'
import { type Body, openBodies } from './read-body.ts'

/** WhatsApp posts up to 3 MB; a little more than that is still read. */
const bodyBytesMax = 3 * 1024 * 1024
const retryAfterSeconds = 2
const keepMsMaxUsual = 1_500

type Outcome = 'kept' | 'unsigned' | 'refused' | 'failed' | Exclude<Body['is'], 'whole'>

const again = { status: 503, error: 'Not kept: post it again.' } as const
const answers = {
  unsigned: { status: 401, error: 'The signature is missing or wrong.' },
  'too-large': { status: 413, error: 'The body is larger than 3 MB.' },
  'cut-off': { status: 400, error: 'The body did not come whole.' },
  'no-room': again,
  refused: again,
  failed: again,
} as const

export interface WebhookDoors {
  channels: Record<ChannelName, Channel>
  /** Resolves once the post is committed; the same post again is one effect. */
  keep(post: Post): Promise<void>
  /** WhatsApp's subscription check: the challenge to say back, or null. */
  handshake(query: Record<string, string>): string | null
  /** Then the platform is asked to come again; a commit that comes late does no harm. */
  keepMsMax?: number
  isStopping(): boolean
  metrics: Metrics
  log: Log
}

/** Where each platform knocks; WhatsApp's has a second address, beside the API. */
const addresses = {
  whatsapp: ['/webhooks/whatsapp', '/api/v1/chat/webhook'],
  telegram: ['/webhooks/telegram'],
} as const

export function isWebhook(path: string): boolean {
  return Object.values(addresses).some((paths) => (paths as readonly string[]).includes(path))
}

export function webhooks(doors: WebhookDoors): Hono {
  const { channels, keep, keepMsMax = keepMsMaxUsual, handshake, isStopping, metrics, log } = doors
  const app = new Hono()
  const bodies = openBodies(bodyBytesMax)
  const deadline = openDeadline(systemTimers, keepMsMax)

  app.on('GET', [...addresses.whatsapp], (c) => {
    const challenge = handshake(c.req.query())
    return challenge === null ? c.text('The verify token is not ours.', 403) : c.text(challenge)
  })

  for (const name of ['whatsapp', 'telegram'] as const) {
    app.on('POST', [...addresses[name]], async (c) => {
      const done = metrics.postSeconds.startTimer({ channel: name })
      const outcome = await take(name, c.req.raw)
      done()
      metrics.posts.inc({ channel: name, outcome })
      if (outcome === 'kept') return c.body(null)
      const { status, error } = answers[outcome]
      if (status === 503) c.header('Retry-After', String(retryAfterSeconds))
      return c.json({ error }, status)
    })
  }
  return app

  async function take(name: ChannelName, request: Request): Promise<Outcome> {
    const channel = channels[name]
    if (!channel.looksSigned(request.headers)) return 'unsigned'
    const body = await bodies.read(request)
    if (body.is !== 'whole') return body.is
    if (!channel.verify(request.headers, body.bytes)) return 'unsigned'
    if (isStopping()) return 'refused'
    const { text, json } = parseBody(body.bytes)
    try {
      const inbound = json === null ? [] : channel.receive(json)
      await deadline.within(keep({ channel: name, body: text, inbound }))
      return 'kept'
    } catch (fault) {
      log.error({ err: fault, channel: name }, 'a post could not be kept')
      return 'failed'
    }
  }
}
