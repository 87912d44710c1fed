/** The platforms' hosts as a `fetch`: they take everything, and remember it in our words. */

export interface Delivered {
  channel: 'whatsapp' | 'telegram'
  /** A phone with its plus sign, or a chat id. */
  to: string
  text: string
  /** What a tap on each button or row would send back. */
  buttons: { id: string; title: string }[]
  file: { name: string; mime: string; bytes: Uint8Array } | null
}

export interface Platforms {
  fetch: typeof fetch
  delivered: Delivered[]
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
  let count = 0
  return { delivered, calls, fetch: answer }

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const { hostname, pathname } = new URL(request.url)
    calls.push(`${request.method} ${pathname.replace(/bot[^/]+/, 'bot')}`)
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
    const { interactive } = body
    const { header } = interactive ?? {}
    const media = body.image ?? body.document ?? header?.image ?? header?.document
    const file = media?.id ? uploads.get(media.id) : undefined
    delivered.push({
      channel: 'whatsapp',
      to: body.to ?? body.recipient ?? '',
      text: body.text?.body ?? interactive?.body?.text ?? media?.caption ?? '',
      buttons: buttonsIn(interactive?.action),
      file: file ? { ...file, name: media?.filename ?? file.name } : null,
    })
    const contacts = [{ input: body.to, wa_id: String(body.to).replace('+', '') }]
    return Response.json({ messaging_product: 'whatsapp', contacts, messages: [{ id }] })
  }

  async function bot(request: Request, path: string): Promise<Response> {
    const method = path.split('/').at(-1)!
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
      text: String(body.text ?? body.caption ?? ''),
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

function buttonsIn(action: Action | undefined) {
  const rows = action?.sections?.flatMap(({ rows }) => rows) ?? []
  return [...(action?.buttons ?? []), ...rows].map(plain)
}

function plain({ id, title, text, callback_data, reply }: Button) {
  return { id: reply?.id ?? id ?? callback_data ?? '', title: reply?.title ?? title ?? text ?? '' }
}
