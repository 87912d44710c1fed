/** One message on the phone, and the parts of it that change in place. */
import { el, icon, unseen } from './dom.js'
import { telegramWords, whatsappWords } from './words.js'

const ticks = {
  waiting: ['clock', 'Waiting'],
  sent: ['tick1', 'Sent'],
  delivered: ['tick2', 'Delivered'],
  read: ['tick2', 'Read'],
  failed: ['wrong', 'Not delivered'],
}
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const kilobyte = 1024

/** `hands`: { tap(bubble, id), openList(bubble), find(id) } */
export function bubbleNode(bubble, channel, hands) {
  const { id, from, repliesTo, reaction } = bubble
  const quoted = repliesTo ? hands.find(repliesTo) : null
  const node = el(
    `article.message.${from}`,
    { 'data-id': id },
    el(
      'div.bubble',
      {},
      unseen(from === 'person' ? 'You: ' : 'Tillie: '),
      quoted && quote(quoted),
      bubble.header && el('h3', {}, bubble.header),
      bubble.media && mediaNode(bubble.media),
      words(bubble, channel),
      bubble.footer && el('p.footer', {}, bubble.footer),
      meta(bubble),
      channel === 'whatsapp' && bubble.list && listButton(bubble, hands),
    ),
    bubble.buttons && keyboard(bubble, channel, hands),
    reaction && el('span.reaction', {}, unseen('Tillie reacted with '), reaction),
  )
  if (bubble.media?.kind === 'image') node.classList.add('pictured')
  node.bubble = structuredClone(bubble)
  return node
}

/** Only ticks change often: a log that is read aloud must not be told the message again. */
export function isOnlyTickChanged(node, bubble) {
  return JSON.stringify({ ...node.bubble, tick: '' }) === JSON.stringify({ ...bubble, tick: '' })
}

export function changeTick(node, bubble) {
  node.bubble = structuredClone(bubble)
  node.querySelector('.tick')?.replaceWith(tickNode(bubble))
}

function words({ text, entities, isDeleted }, channel) {
  if (isDeleted) return el('p.words.deleted', {}, 'This message was deleted.')
  if (!text) return null
  const nodes = channel === 'telegram' ? telegramWords(text, entities) : whatsappWords(text)
  return el('div.words', { dir: 'auto' }, nodes)
}

function meta(bubble) {
  return el(
    'span.meta',
    {},
    el('time', { datetime: bubble.at }, clock.format(new Date(bubble.at))),
    bubble.from === 'person' && tickNode(bubble),
  )
}

function tickNode({ tick, trouble }) {
  const [shape, words] = ticks[tick]
  return el(`span.tick.${tick}`, { title: trouble ?? words }, icon(shape), unseen(words))
}

function quote({ from, text, media }) {
  return el(
    'div.quote',
    {},
    el('b', {}, from === 'person' ? 'You' : 'Tillie'),
    el('span', {}, (text || media?.name || 'Message').slice(0, 120)),
  )
}

function mediaNode({ id, kind, name, mime, sizeBytes, width, height }) {
  const href = `/phone/api/media/${id}`
  if (kind === 'image') {
    const size = width && height ? { width, height } : {}
    return el(
      'a.picture',
      { href, target: '_blank', 'aria-label': `Open the picture ${name}` },
      el('img', { src: href, alt: name, ...size }),
    )
  }
  const extension = (name.includes('.') ? name.split('.').at(-1) : mime.split('/').at(-1)).slice(
    0,
    4,
  )
  return el(
    'a.document',
    { href, target: '_blank', 'aria-label': `Open ${name}` },
    el(
      `span.sheet-icon.${extension.toLowerCase().replace(/\W/g, '')}`,
      {},
      extension.toUpperCase(),
    ),
    el(
      'span.file',
      {},
      el('b', {}, name),
      el('small', {}, `${extension.toUpperCase()} · ${size(sizeBytes)}`),
    ),
  )
}

function size(bytes) {
  if (bytes < kilobyte) return `${bytes} B`
  const kilobytes = bytes / kilobyte
  return kilobytes < kilobyte
    ? `${Math.round(kilobytes)} kB`
    : `${(kilobytes / kilobyte).toFixed(1)} MB`
}

function listButton(bubble, hands) {
  return el(
    'button.open-list',
    { type: 'button', 'aria-haspopup': 'dialog', onclick: () => hands.openList(bubble) },
    icon('list'),
    bubble.list.label,
  )
}

function keyboard({ buttons, waitsFor, ...bubble }, channel, hands) {
  return el(
    'div.keyboard',
    {},
    buttons.map((row) =>
      el(
        'div.keys',
        {},
        row.map(({ id, title, url }) =>
          url
            ? el(
                'a.key',
                { href: url, target: '_blank', rel: 'noreferrer noopener' },
                icon('link'),
                title,
              )
            : el(
                'button.key',
                {
                  type: 'button',
                  'aria-busy': waitsFor === id ? 'true' : null,
                  onclick: () => hands.tap(bubble, id),
                },
                channel === 'whatsapp' && icon('reply'),
                title,
              ),
        ),
      ),
    ),
  )
}
