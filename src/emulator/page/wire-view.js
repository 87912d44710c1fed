/** The panel beside the phones: each call, both ways, and trouble on order. */
import { post } from './api.js'
import { el } from './dom.js'

const rowsMax = 250
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const places = { graph: 'Graph API', bot: 'Bot API', webhook: 'webhook' }
const kinds = {
  429: 'too many (429)',
  500: 'server error (500)',
  timeout: 'no answer',
  reset: 'connection reset',
  lost: 'done, answer lost',
  twice: 'delivered twice',
}

export function openWire({ persona }) {
  const root = document.getElementById('wire')
  const filter = el(
    'select',
    {
      'aria-label': 'Which platform',
      onchange: () => {
        rows.dataset.only = filter.value
      },
    },
    el('option', { value: '' }, 'both'),
    el('option', { value: 'whatsapp' }, 'WhatsApp'),
    el('option', { value: 'telegram' }, 'Telegram'),
  )
  const rows = el('div.calls', { tabindex: 0, role: 'region', 'aria-label': 'Calls, newest first' })
  const none = el('p.none', {}, 'Nothing yet. Write something on a phone.')
  root.append(el('header', {}, el('h2', {}, 'On the wire'), filter), rows, troubleNode(persona))
  return { show, add }

  function show(entries) {
    rows.replaceChildren(none, ...entries.map(callNode).reverse())
    none.hidden = entries.length > 0
  }

  function add(entry) {
    const top = rows.scrollTop
    rows.prepend(callNode(entry))
    none.hidden = true
    if (rows.children.length > rowsMax) rows.lastElementChild.remove()
    if (top > 0) rows.scrollTop = top + rows.firstElementChild.offsetHeight
  }
}

function callNode({ way, channel, method, path, status, ms, at, headers, request, response }) {
  const isFine = status !== null && status < 300
  const body = el('div.bodies')
  const details = el(
    `details.call.${way}.${channel}`,
    {},
    el(
      'summary',
      {},
      el(
        'span.way',
        { title: way === 'out' ? 'Platform to Tillie' : 'Tillie to platform' },
        way === 'out' ? '→ Tillie' : '← Tillie',
      ),
      el('span.path', {}, el('b', {}, method), ' ', path),
      el(`span.status.${isFine ? 'fine' : 'bad'}`, {}, String(status ?? 'no answer')),
      el('span.what', {}, gist({ way, channel, request, path })),
      el('span.ms', {}, `${clock.format(new Date(at))} · ${ms} ms`),
    ),
    body,
  )
  // Bodies may be long: they are laid out when somebody looks.
  details.addEventListener('toggle', () => {
    if (!details.open || body.childElementCount > 0) return
    for (const [title, value] of Object.entries({ headers, request, response }))
      if (value !== undefined)
        body.append(el('h3', {}, title), el('pre', { tabindex: 0 }, pretty(value)))
  })
  return details
}

/** In two or three words, what the call is about. */
function gist({ way, channel, request, path }) {
  const value = request?.entry?.[0]?.changes?.[0]?.value
  if (value?.statuses) return `status: ${value.statuses.map(({ status }) => status).join(', ')}`
  if (value?.messages) return `message: ${value.messages.map(({ type }) => type).join(', ')}`
  if (channel === 'telegram' && way === 'out')
    return Object.keys(request ?? {})
      .filter((key) => key !== 'update_id')
      .join(', ')
  if (request?.status === 'read') return request.typing_indicator ? 'read, typing' : 'read'
  if (request?.interactive) return `interactive: ${request.interactive.type}`
  return request?.type ?? request?.action ?? path.split('/').at(-1).split('?')[0]
}

function pretty(value) {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

function troubleNode(persona) {
  const on = choice('Where', places)
  const kind = choice('What goes wrong', kinds)
  const times = el('input', {
    type: 'number',
    value: 1,
    min: 1,
    max: 100,
    'aria-label': 'How many times',
  })
  const told = el('p.told', { role: 'status' })
  const act = (path, body, words, method) => () =>
    post(path, body(), method).then(
      () => {
        told.textContent = words()
      },
      (error) => {
        told.textContent = error.message
      },
    )
  const button = (words, onclick) => el('button', { type: 'button', onclick }, words)
  return el(
    'details.trouble',
    {},
    el('summary', {}, 'Make trouble'),
    el('div.order', {}, 'Next', times, 'of', on, kind),
    el(
      'div.order',
      {},
      button(
        'Order it',
        act(
          'faults',
          () => ({ on: on.value, kind: kind.value, times: Number(times.value) }),
          () => `Ordered: ${kinds[kind.value]} on ${places[on.value]}.`,
        ),
      ),
      button(
        'Cancel all',
        act(
          'faults',
          () => ({}),
          () => 'No more trouble.',
          'DELETE',
        ),
      ),
      button(
        'Close the 24-hour window',
        act(
          'close-window',
          () => ({ persona: persona().role }),
          () => `${persona().name} has not written for a day.`,
        ),
      ),
      button(
        'Block on Telegram',
        act(
          'block',
          () => ({ persona: persona().role, channel: 'telegram', isBlocked: true }),
          () => `${persona().name} has blocked the bot.`,
        ),
      ),
      button(
        'Unblock',
        act(
          'block',
          () => ({ persona: persona().role, channel: 'telegram', isBlocked: false }),
          () => `${persona().name} hears the bot again.`,
        ),
      ),
    ),
    told,
  )
}

function choice(label, options) {
  return el(
    'select',
    { 'aria-label': label },
    Object.entries(options).map(([value, words]) => el('option', { value }, words)),
  )
}
