/** A stand-in for WhatsApp's Cloud API: it takes what Meta takes and refuses what Meta refuses. */
import { type Context, Hono } from 'hono'
import { playFaults } from './faults.ts'
import { GraphError } from './graph-error.ts'
import { described, downloaded, found, upload } from './graph-media.ts'
import { readMessage } from './graph-message.ts'
import type { openSending } from './graph-send.ts'
import { onlyLocalCalls } from './phone-guard.ts'
import type { World } from './world.ts'

const version = ':version{v[0-9]+\\.[0-9]+}'
const downloads = 'lookaside'

export function graphApp(world: World, sending: ReturnType<typeof openSending>): Hono {
  const app = new Hono()
  app.onError((error) => {
    if (error instanceof GraphError) return error.toResponse()
    world.log.error({ err: error }, 'the Graph stand-in failed')
    return new GraphError(131000, 'Something went wrong.').toResponse()
  })
  app.use('*', onlyLocalCalls())
  app.use('*', world.wire.record('whatsapp', /^\/emulator\/graph/))
  app.use('*', async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${world.secrets.accessToken}`)
      return new GraphError(190, 'The access token could not be decrypted').toResponse()
    return next()
  })
  app.use('*', playFaults(world.faults, 'graph', faultResponse))

  app.get(`/${downloads}/:media`, (c) => {
    const file = downloaded(world, c.req.param('media'), c.req.query())
    if (!file) return c.text('Not Found', 404)
    return c.body(new Uint8Array(file.bytes), 200, { 'content-type': file.mime })
  })
  app.post(`/${version}/:number/messages`, async (c) => {
    checkNumber(c)
    const body: unknown = await c.req.json().catch(() => null)
    const message = readMessage(body)
    return c.json('status' in message ? sending.mark(message) : sending.send(message))
  })
  app.post(`/${version}/:number/media`, async (c) => {
    checkNumber(c)
    const form = await c.req.parseBody().catch(() => ({}))
    return c.json(await upload(world, form))
  })
  app.get(`/${version}/:media`, (c) => {
    const file = found(world, c.req.param('media'))
    const { origin, pathname } = new URL(c.req.url)
    const mount = pathname.split('/').slice(0, -2).join('/')
    return c.json(described(world, file, `${origin}${mount}/${downloads}`))
  })
  app.delete(`/${version}/:media`, (c) => {
    const { id } = found(world, c.req.param('media'))
    return c.json({ success: world.media.drop(id) })
  })
  app.all('*', (c) => {
    const path = new URL(c.req.url).pathname
    return new GraphError(100, `Unknown path components: ${path}`).toResponse()
  })
  return app

  function checkNumber(c: Context): void {
    const number = c.req.param('number')
    if (number === world.secrets.phoneNumberId) return
    throw new GraphError(
      100,
      `Unsupported post request. Object with ID '${number}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
      33,
    )
  }
}

function faultResponse(status: 429 | 500): Response {
  const error =
    status === 429
      ? new GraphError(130429, 'Message failed to send because the throughput was reached.')
      : new GraphError(131000, 'Something went wrong.')
  return error.toResponse()
}
