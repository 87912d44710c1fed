/** Every door of the house. Routes are shallow; what goes wrong is answered in one place. */
import { getConnInfo } from '@hono/node-server/conninfo'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import { sameSecret } from '#channels/same-secret.ts'
import { Refusal } from '#kit/refusal.ts'
import { api } from './api/api.ts'
import type { ApiDoors } from './api/api-doors.ts'
import { dashboard, isPage } from './dashboard/dashboard.ts'
import { files } from './files.ts'
import { health, type Readiness } from './health.ts'
import { isWebhook, type WebhookDoors, webhooks } from './webhooks.ts'

export interface Doors extends WebhookDoors {
  readiness(): Promise<Readiness>
  /** Bearer token for `/metrics`; without one only this machine may read them. */
  metricsToken: string | null
  hasPhone: boolean
  /** The address that people reach the pages by, where the settings name one. */
  publicUrl?: string | null
  /** A process that only works behind the doors has none for the platforms. */
  takesPosts: boolean
  api: ApiDoors
}

export function openApp(doors: Doors): OpenAPIHono {
  const { metrics, metricsToken, log } = doors
  const app = new OpenAPIHono()
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'data:', 'blob:'],
      styleSrc: ["'self'", "'unsafe-inline'"],
      frameSrc: ["'self'", 'blob:'],
      frameAncestors: ["'self'"],
      objectSrc: ["'none'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
    },
    referrerPolicy: 'no-referrer',
  })

  app.use((c, next) => (isPost(c) || isPage(c.req.path) ? next() : secure(c, next)))
  app.route('/', health(doors.readiness))
  if (doors.takesPosts) app.route('/', webhooks(doors))
  app.get('/metrics', async (c) => {
    if (!mayReadMetrics(c, metricsToken)) return c.json({ error: 'Metrics are not for you.' }, 403)
    return c.text(await metrics.registry.metrics(), 200, {
      'Content-Type': metrics.registry.contentType,
    })
  })
  app.route('/', api(doors.api))
  app.route('/', files(doors.api))
  const { readiness, hasPhone, publicUrl = null } = doors
  app.route('/', dashboard({ ...doors.api, readiness, hasPhone, publicUrl }))

  // The address is not said back: it may hold what a stranger wrote, or somebody's token.
  app.notFound((c) => c.json({ error: 'There is nothing here.' }, 404))
  app.onError((fault, c) => {
    if (fault instanceof Refusal) return c.json({ error: fault.message }, 422)
    if (fault instanceof HTTPException && fault.status < 500)
      return c.json({ error: fault.message || 'The request is not understood.' }, fault.status)
    log.error({ err: fault, route: c.req.routePath }, 'a request failed')
    return c.json({ error: 'Something went wrong on our side.' }, 500)
  })
  return app
}

/** A platform's post: its empty answer is for a machine, and headers for browsers would cost more than it does. */
function isPost(c: Context): boolean {
  return c.req.method === 'POST' && isWebhook(c.req.path)
}

/** With a token: who knows it. Without: this machine itself, not what a proxy forwards. */
function mayReadMetrics(c: Context, token: string | null): boolean {
  if (token) return sameSecret(c.req.header('authorization') ?? '', `Bearer ${token}`)
  if (c.req.header('x-forwarded-for') || c.req.header('forwarded')) return false
  return /^(127\.|::1$|::ffff:127\.)/.test(getConnInfo(c).remote.address ?? '')
}
