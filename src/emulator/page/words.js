/** Formatting as each platform shows it, made of elements. */
import { el } from './dom.js'

const inline =
  /```([\s\S]+?)```|`([^`\n]+)`|(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]+?)(?<=\S)~(?![\w~])|(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/g
const tags = ['pre', 'code', 'strong', 'em', 's']

/** WhatsApp's own markup: *bold*, _italic_, ~struck~, `code`, ```block```, > quotes and - lists. */
export function whatsappWords(text) {
  const nodes = []
  let lines = []
  let kind = ''
  const close = () => {
    if (lines.length === 0) return
    if (kind === 'quote') nodes.push(el('blockquote', {}, spans(lines.join('\n'))))
    else if (kind === 'bullet')
      nodes.push(
        el(
          'ul',
          {},
          lines.map((line) => el('li', {}, spans(line))),
        ),
      )
    else nodes.push(...spans(lines.join('\n')))
    lines = []
  }
  for (const line of text.includes('```') ? [text] : text.split('\n')) {
    const [, quote, bullet] = /^(?:> (.*)|[-*•] (.*))$/.exec(line) ?? []
    const next = quote !== undefined ? 'quote' : bullet !== undefined ? 'bullet' : 'line'
    if (next !== kind) close()
    kind = next
    lines.push(quote ?? bullet ?? line)
  }
  close()
  return nodes
}

function spans(text) {
  const nodes = []
  let end = 0
  for (const match of text.matchAll(inline)) {
    nodes.push(text.slice(end, match.index))
    end = match.index + match[0].length
    const at = match.slice(1).findIndex((group) => group !== undefined)
    const inside = match[at + 1]
    if (at === 5) nodes.push(link(inside, inside))
    else nodes.push(el(tags[at], {}, at < 2 ? inside : spans(inside)))
  }
  nodes.push(text.slice(end))
  return nodes.filter((node) => node !== '')
}

const entityTags = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  spoiler: 'span.spoiler',
}

/** Telegram says where each format begins and how long it is. */
export function telegramWords(text, entities = []) {
  const cuts = new Set([0, text.length])
  for (const { offset, length } of entities) cuts.add(offset).add(offset + length)
  const places = [...cuts].filter((place) => place <= text.length).sort((a, b) => a - b)
  return places.slice(0, -1).flatMap((from, at) => {
    const to = places[at + 1]
    const around = entities.filter(({ offset, length }) => offset <= from && offset + length >= to)
    const words = text.slice(from, to)
    if (around.length === 0) return withLinks(words)
    return [around.reduceRight((inside, entity) => wrapped(entity, inside), words)]
  })
}

function wrapped({ type, url }, inside) {
  if (type === 'text_link') return link(url, inside)
  return el(entityTags[type] ?? 'span', {}, inside)
}

function withLinks(words) {
  return words
    .split(/(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)])/)
    .map((part, at) => (at % 2 === 1 ? link(part, part) : part))
}

function link(href, words) {
  return el('a', { href, target: '_blank', rel: 'noreferrer noopener' }, words)
}
