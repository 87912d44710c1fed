/** The platforms' hosts as a `fetch`: they take everything, and remember it in our words. */

export interface Delivered {
  channel: 'whatsapp' | 'telegram'
  /** A phone with its plus sign, or a chat id. */
  to: string
  text: string
  /** What a tap on each button or row would send back. */
  buttons: { id: string; title: string }[]
  file: { name: string; mime: string; bytes: Uint8Array } | null
  /** A WhatsApp template: its name, and its parameters in order. */
  template?: { name: string; parameters: string[] }
}

export interface Platforms {
  fetch: typeof fetch
  delivered: Delivered[]
  /** Phones with their plus sign that wrote more than 24 hours ago: only templates reach them. */
  windowsClosed: Set<string>
  /** Takes a file in as a person's; what its message names it by. */
  holds(bytes: Uint8Array): string
  /** Every call, such as `POST /v25.0/1/messages`. */
  calls: string[]
}

interface Media {
  id?: string
  caption?: string
  filename?: string
}

interface GraphBody {
  to?: string
  recipient?: string
  status?: string
  text?: { body: string }
  template?: { name: string; components?: { type: string; parameters: { text?: string }[] }[] }
  image?: Media
  document?: Media
  interactive?: {
    header?: { image?: Media; document?: Media }
    body?: { text: string }
    action?: Action
  }
}

interface Action {
  buttons?: Button[]
  sections?: { rows: Button[] }[]
}

interface Button {
  id?: string
  title?: string
  text?: string
  callback_data?: string
  reply?: { id: string; title: string }
}

export function openPlatforms(): Platforms {
  const delivered: Delivered[] = []
  const calls: string[] = []
  const uploads = new Map<string, { name: string; mime: string; bytes: Uint8Array }>()
  const windowsClosed = new Set<string>()
  const held = new Map<string, Uint8Array>()
  let count = 0
  const holds = (bytes: Uint8Array) => {
    const id = `held${held.size + 1}`
    held.set(id, bytes)
    return id
  }
  return { holds, delivered, windowsClosed, calls, fetch: answer }

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const { hostname, pathname } = new URL(request.url)
    calls.push(`${request.method} ${pathname.replace(/bot[^/]+/, 'bot')}`)
    const file = request.method === 'GET' && held.get(pathname.split('/').at(-1)!)
    if (file) return heldFile(hostname, pathname, file)
    return hostname === 'graph.facebook.com' ? graph(request, pathname) : bot(request, pathname)
  }

  async function graph(request: Request, path: string): Promise<Response> {
    const id = `wamid.${++count}`
    if (path.endsWith('/media')) {
      const file = (await request.formData()).get('file') as File
      const bytes = new Uint8Array(await file.arrayBuffer())
      uploads.set(id, { name: file.name, mime: file.type, bytes })
      return Response.json({ id })
    }
    const body = (await request.json()) as GraphBody
    if (body.status === 'read') return Response.json({ success: true })
    const { interactive, template } = body
    if (!template && windowsClosed.has(body.to ?? '')) return outsideWindow()
    const { header } = interactive ?? {}
    const media = body.image ?? body.document ?? header?.image ?? header?.document
    const file = media?.id ? uploads.get(media.id) : undefined
    delivered.push({
      channel: 'whatsapp',
      to: body.to ?? body.recipient ?? '',
      text: body.text?.body ?? interactive?.body?.text ?? media?.caption ?? '',
      buttons: buttonsIn(interactive?.action),
      file: file ? { ...file, name: media?.filename ?? file.name } : null,
      ...(template && { template: { name: template.name, parameters: parametersOf(template) } }),
    })
    const contacts = [{ input: body.to, wa_id: String(body.to).replace('+', '') }]
    return Response.json({ messaging_product: 'whatsapp', contacts, messages: [{ id }] })
  }

  async function bot(request: Request, path: string): Promise<Response> {
    const method = path.split('/').at(-1)!
    if (method === 'getFile') {
      const { file_id: id } = (await request.json()) as { file_id: string }
      const result = { file_id: id, file_unique_id: id, file_path: `photos/${id}` }
      return Response.json({ ok: true, result })
    }
    if (!method.startsWith('send') || method === 'sendChatAction')
      return Response.json({ ok: true, result: true })
    const isForm = request.headers.get('content-type')?.startsWith('multipart')
    const body = isForm
      ? Object.fromEntries(await request.formData())
      : ((await request.json()) as Record<string, unknown>)
    const file = Object.values(body).find((value) => value instanceof File)
    const markup = body.reply_markup
    const keyboard = (typeof markup === 'string' ? JSON.parse(markup) : markup)?.inline_keyboard
    delivered.push({
      channel: 'telegram',
      to: String(body.chat_id),
      // A form has its own line ends.
      text: String(body.text ?? body.caption ?? '').replaceAll('\r\n', '\n'),
      buttons: (keyboard ?? []).flat().map(plain),
      file: file && {
        name: file.name,
        mime: file.type,
        bytes: new Uint8Array(await file.arrayBuffer()),
      },
    } as Delivered)
    const chat = { id: Number(body.chat_id), type: 'private' }
    return Response.json({ ok: true, result: { message_id: ++count, date: 0, chat } })
  }
}

/** WhatsApp describes a file before it gives it; both are asked for by its name. */
function heldFile(host: string, path: string, bytes: Uint8Array): Response {
  if (host !== 'graph.facebook.com' || path.startsWith('/bytes/'))
    return new Response(Uint8Array.from(bytes), { headers: { 'content-type': 'image/jpeg' } })
  const url = `https://${host}/bytes/${path.split('/').at(-1)}`
  const file = { id: path, url, mime_type: 'image/jpeg', file_size: bytes.length }
  return Response.json({ messaging_product: 'whatsapp', ...file })
}

/** As the Graph API says it. */
function outsideWindow(): Response {
  const error = { code: 131047, message: '(#131047) Re-engagement message', type: 'OAuthException' }
  return Response.json({ error }, { status: 400 })
}

function parametersOf({ components = [] }: GraphBody['template'] & {}): string[] {
  const body = components.find(({ type }) => type === 'body')
  return body?.parameters.map(({ text = '' }) => text) ?? []
}

function buttonsIn(action: Action | undefined) {
  const rows = action?.sections?.flatMap(({ rows }) => rows) ?? []
  return [...(action?.buttons ?? []), ...rows].map(plain)
}

function plain({ id, title, text, callback_data, reply }: Button) {
  return { id: reply?.id ?? id ?? callback_data ?? '', title: reply?.title ?? title ?? text ?? '' }
}
