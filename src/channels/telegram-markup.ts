/** Our markup as Telegram's HTML. Everything that is not ours is escaped. */
import { type Span, spansOf } from './markup.ts'

const tags = { bold: 'b', code: 'code' } as const

export function telegramHtml(text: string): string {
  return spansOf(text).map(html).join('')
}

function html({ is, text }: Span): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return is === 'plain' ? escaped : `<${tags[is]}>${escaped}</${tags[is]}>`
}
