/** The page of the phone and what it asks for: one stream of events, and a few posts. */
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { z } from 'zod'
import { roles } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { faultKinds, faultPlaces } from './faults.ts'
import { onlyThisMachine } from './phone-guard.ts'
import type { openSpeech, Said } from './phone-say.ts'
import { sampleShot } from './sample-shots.ts'
import type { World } from './world.ts'

const uploadBytesMax = 16 * 1024 * 1024
const beatMs = 20_000
const pageFolder = fileURLToPath(new URL('./page', import.meta.url))
const viewable = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain']

const who = { persona: z.enum(roles), channel: z.enum(['whatsapp', 'telegram']) }
const saying = z.object({
  ...who,
  text: z.string().optional(),
  tap: z.object({ message: z.string(), id: z.string() }).optional(),
})
const upload = z.object({ ...who, text: z.string().optional(), file: z.instanceof(File) })
const trouble = z.object({
  on: z.enum(faultPlaces),
  kind: z.enum(faultKinds),
  times: z.number().int().min(1).max(100).default(1),
})
const block = z.object({ ...who, isBlocked: z.boolean() })

export interface PhoneHands {
  speech: ReturnType<typeof openSpeech>
  look: (role: (typeof roles)[number]) => void
  /** A page is open; call what comes back when it is not any more. */
  enter: () => () => void
}

export function phoneApp(world: World, { speech, look, enter }: PhoneHands): Hono {
  const app = new Hono()
  app.onError((error, c) => {
    if (error instanceof Refusal) return c.json({ error: error.message }, 400)
    world.log.error({ err: error }, 'the phone failed')
    return c.json({ error: 'The phone failed; see the log.' }, 500)
  })
  app.use('*', onlyThisMachine())
  app.get('/api/media/:id', (c) => serveMedia(world, c))
  app.use('*', secureHeaders({ contentSecurityPolicy: policy, xFrameOptions: 'SAMEORIGIN' }))
  app.use('/api/*', bodyLimit({ maxSize: uploadBytesMax }))

  app.get('/api/samples/:name', (c) => serveSample(c))
  app.get('/api/events', (c) => streamSSE(c, (stream) => follow(stream)))
  app.post('/api/say', async (c) => {
    const { id, taken } = speech.say(await readSaying(c))
    void taken
    return c.json({ id })
  })
  app.post('/api/look', async (c) => {
    look((await read(c, z.object({ persona: who.persona }))).persona)
    return c.json({})
  })
  app.post('/api/faults', async (c) => {
    const { on, kind, times } = await read(c, trouble)
    world.faults.next(on, kind, times)
    return c.json({ faults: world.faults.list() })
  })
  app.delete('/api/faults', (c) => {
    world.faults.clear()
    return c.json({ faults: [] })
  })
  app.post('/api/block', async (c) => {
    const { channel, persona, isBlocked } = await read(c, block)
    world.chats.of(channel, persona).isBlocked = isBlocked
    return c.json({ isBlocked })
  })
  app.post('/api/close-window', async (c) => {
    const { persona } = await read(c, z.object({ persona: who.persona }))
    world.chats.of('whatsapp', persona).heardAt = null
    return c.json({})
  })
  app.get('*', serveStatic({ root: pageFolder, rewriteRequestPath: pageFile }))
  return app

  async function follow(stream: SSEStreamingApi): Promise<void> {
    const leave = enter()
    const tell = (event: string, data: unknown) =>
      stream.writeSSE({ event, data: JSON.stringify(data) })
    let told = tell('state', stateOf(world))
    const unwatch = world.chats.watch((event) => {
      const text = structuredClone(event)
      told = told.then(() => tell(text.is, text))
    })
    const beat = setInterval(() => {
      told = told.then(() => tell('beat', {}))
    }, beatMs)
    await new Promise<void>((resolve) => {
      stream.onAbort(resolve)
      world.closing.addEventListener('abort', () => resolve(), { once: true })
    })
    clearInterval(beat)
    unwatch()
    leave()
  }
}

const policy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:', 'data:'],
  connectSrc: ["'self'"],
  frameSrc: ["'self'"],
  frameAncestors: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
}

function stateOf({ personas, chats, wire, faults }: World) {
  return {
    personas: personas.map(({ role, name, about, phone, username }) => ({
      role,
      name,
      about,
      phone,
      username,
    })),
    chats: chats.all(),
    wire: wire.entries(),
    faults: faults.list(),
  }
}

async function readSaying(c: Context): Promise<Said> {
  const type = c.req.header('content-type') ?? ''
  if (!type.startsWith('multipart/')) return read(c, saying)
  const { file, ...said } = checked(upload, await c.req.parseBody())
  const bytes = new Uint8Array(await file.arrayBuffer())
  return {
    ...said,
    file: { bytes, name: file.name, mime: file.type || 'application/octet-stream' },
  }
}

async function read<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  return checked(schema, await c.req.json().catch(() => null))
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const { data, error } = schema.safeParse(value)
  if (!error) return data
  const [issue] = error.issues
  throw new Refusal(`${issue?.path.join('.')}: ${issue?.message}`)
}

/** Only what a browser shows safely is shown; everything else is a download. */
function serveMedia(world: World, c: Context): Response {
  const media = world.media.get(c.req.param('id') ?? '')
  if (!media) return c.text('This file is gone.\n', 404)
  const how = viewable.includes(media.mime) ? 'inline' : 'attachment'
  return c.body(new Uint8Array(media.bytes), 200, {
    'content-type': media.mime,
    'content-disposition': `${how}; filename*=UTF-8''${encodeURIComponent(media.name)}`,
    'cache-control': 'private, max-age=3600',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  })
}

async function serveSample(c: Context): Promise<Response> {
  const jpeg = await sampleShot(c.req.param('name') ?? '')
  if (!jpeg) return c.text('There is no such sample.\n', 404)
  const headers = { 'content-type': 'image/jpeg', 'cache-control': 'private, max-age=3600' }
  return c.body(new Uint8Array(jpeg), 200, headers)
}

function pageFile(path: string): string {
  const name = path.replace(/^.*?\/phone\/?/, '').replace(/^\//, '')
  return `/${name || 'index.html'}`
}
