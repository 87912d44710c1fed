/** Telegram's HTML: the tags it knows become entities, everything else is refused as it refuses it. */
import { BotError } from './bot-error.ts'
import type { Entity } from './chats.ts'

const types: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  'tg-emoji': 'custom_emoji',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  a: 'text_link',
}
const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const token = /<(\/?)([^<>]*)>|<|&(#\d+|#x[\da-f]+|[a-z]+);|[^<&]+|&/gi
const openTag = /^([a-z][a-z0-9-]*)((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*$/i

interface Open {
  tag: string
  entity: Entity
}

/** Text without tags, with its entities; offsets count UTF-16 units. */
export function parseHtml(html: string): { text: string; entities: Entity[] } {
  const entities: Entity[] = []
  const open: Open[] = []
  let text = ''

  for (const match of html.matchAll(token)) {
    const [whole, slash, inside, reference] = match
    const at = Buffer.byteLength(html.slice(0, match.index))
    if (reference) text += decoded(reference) ?? whole
    else if (inside === undefined && whole !== '<') text += whole
    else if (inside === undefined) throw refusal(`Unclosed start tag at byte offset ${at}`)
    else if (slash) close(inside.trim().toLowerCase(), at)
    else open.push(start(inside, at, text.length))
  }
  const left = open.at(-1)
  if (left) throw refusal(`Can't find end tag corresponding to start tag "${left.tag}"`)
  return { text, entities: entities.sort(byPlace) }

  function close(tag: string, at: number): void {
    const last = open.pop()
    if (!last) throw refusal(`Unexpected end tag at byte offset ${at}`)
    if (tag && tag !== last.tag)
      throw refusal(
        `Unmatched end tag at byte offset ${at}, expected "</${last.tag}>", found "</${tag}>"`,
      )
    last.entity.length = text.length - last.entity.offset
    if (last.entity.length > 0 && last.entity.type) entities.push(last.entity)
  }
}

function start(inside: string, at: number, offset: number): Open {
  const [, name = '', attributes = ''] = openTag.exec(inside) ?? []
  const tag = name.toLowerCase()
  const type = types[tag]
  if (!type) throw refusal(`Unsupported start tag "${tag || inside}" at byte offset ${at}`)
  if (tag === 'span' && !/class\s*=\s*["']?tg-spoiler/i.test(attributes))
    throw refusal(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`)
  const entity: Entity = { type, offset, length: 0 }
  if (tag === 'a') {
    const [, double, single, bare] =
      /href\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))/i.exec(attributes) ?? []
    const url = decodedAll(double ?? single ?? bare ?? '')
    // Telegram drops the link and keeps the words when the address is none.
    if (/^(https?|tg|tonsite|mailto|tel):/i.test(url)) entity.url = url
    else entity.type = ''
  }
  return { tag, entity }
}

function decodedAll(text: string): string {
  return text.replace(/&(#\d+|#x[\da-f]+|[a-z]+);/gi, (whole, name) => decoded(name) ?? whole)
}

function decoded(reference: string): string | null {
  if (!reference.startsWith('#')) return named[reference.toLowerCase()] ?? null
  const isHex = reference[1]?.toLowerCase() === 'x'
  const code = Number.parseInt(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10)
  return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : null
}

function byPlace(a: Entity, b: Entity): number {
  return a.offset - b.offset || b.length - a.length
}

function refusal(why: string): BotError {
  return new BotError(400, `can't parse entities: ${why}`)
}
