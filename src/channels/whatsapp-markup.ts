/**
 * Our markup as WhatsApp's. WhatsApp has no escape: a pair of `*`, `_`, `~` or backticks at the
 * edges of words formats what stands between. Where a text's own characters would do that, or would
 * pair with ours, they are replaced by look-alikes of the same length.
 */
import { spansOf } from './markup.ts'

const lookAlikes = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' } as const
type Mark = keyof typeof lookAlikes

/** Stand for our own marks until the text's are settled. */
const ours = { '*': '\uE000', '`': '\uE001' } as const

export function whatsappText(text: string): string {
  const marked = markedWithOurs(text.replace(/[\uE000\uE001]/g, ''))
  const lines = marked.split('\n').map((line) => settled(settled(settled(line, '*'), '_'), '~'))
  // Backticks also pair across lines (three of them make a block).
  return settled(lines.join('\n'), '`').replaceAll(ours['*'], '*').replaceAll(ours['`'], '`')
}

function markedWithOurs(text: string): string {
  const spans = spansOf(text)
  return spans
    .map((span, i) => {
      if (span.is === 'plain') return span.text
      const mark = ours[span.is === 'bold' ? '*' : '`']
      const touchesWord = isWord(spans[i - 1]?.text.at(-1)) || isWord(spans[i + 1]?.text.at(0)) // Shown, not applied.
      return touchesWord ? span.text : mark + span.text + mark
    })
    .join('')
}

/** Leaves `5*3`, `SKU_1_B` and web addresses as they are: inside words nothing formats. */
function settled(text: string, mark: Mark): string {
  if (!text.includes(mark)) return text
  const links = [...text.matchAll(/https?:\/\/\S+/g)].map(({ 0: link, index }) => ({
    from: index,
    to: index + link.length,
  }))
  const at = [...text.matchAll(new RegExp(`\\${mark}`, 'g'))]
    .map(({ index }) => index)
    .filter((i) => !isWord(text[i - 1]) || !isWord(text[i + 1]))
    .filter((i) => !links.some(({ from, to }) => i >= from && i < to))
  const mine = mark === '*' || mark === '`' ? ours[mark] : null
  const pairs = at.length + (mine && text.includes(mine) ? 1 : 0)
  if (at.length === 0 || pairs < 2) return text

  const replaced = new Set(at)
  return Array.from({ length: text.length }, (_, i) =>
    replaced.has(i) ? lookAlikes[mark] : text[i],
  ).join('')
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}\p{M}]/u.test(character)
}
