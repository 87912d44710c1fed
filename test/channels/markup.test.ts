/** Our markup on both platforms: what is not ours never formats anything. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { spansOf, withoutMarkup } from '#channels/markup.ts'
import { telegramHtml } from '#channels/telegram-markup.ts'
import { whatsappText } from '#channels/whatsapp-markup.ts'

const pieces = [
  '**',
  '*',
  '_',
  '~',
  '`',
  '```',
  '<',
  '>',
  '&',
  '"',
  ' ',
  '\n',
  '5',
  'b',
  'é',
  'ع',
  '🧾',
  '.',
  '<b>',
  '&lt;',
  '</code>',
]
const texts = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((found) => found.join('')),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
)

describe('Telegram', () => {
  test.each([
    ['Net sales: **£1,234.50**', 'Net sales: <b>£1,234.50</b>'],
    ['`A<1>` & **R&D**', '<code>A&lt;1&gt;</code> &amp; <b>R&amp;D</b>'],
    ['2 ** 3 ** 4, ****, ** x', '2 ** 3 ** 4, ****, ** x'],
    ['**a\nb**', '**a\nb**'],
    ['`**no**`', '<code>**no**</code>'],
  ])('%j becomes %j', (text, html) => expect(telegramHtml(text)).toBe(html))

  test('whatever the text: only our two tags, in balance, and everything else escaped', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const html = telegramHtml(text)
        const inner = html.replace(/<(b|code)>([^<>]*)<\/\1>/g, '$2')

        expect(inner).not.toMatch(/[<>]/)
        expect(inner.replace(/&(amp|lt|gt);/g, '')).not.toContain('&')
        expect(unescaped(inner)).toBe(withoutMarkup(text))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('WhatsApp', () => {
  test.each([
    ['Net sales: **£1,234.50**', 'Net sales: *£1,234.50*'],
    ['`SKU_1`: **Mug**', '`SKU_1`: *Mug*'],
    ['5*3*2 and snake_case_name', '5*3*2 and snake_case_name'],
    ['a *lonely star', 'a *lonely star'],
    ['say *this* and _that_ or ~so~', 'say ∗this∗ and ˍthatˍ or ∼so∼'],
    ['a *star before **bold**', 'a ∗star before *bold*'],
    ['```block\nmore```', 'ˋˋˋblock\nmoreˋˋˋ'],
    ['pre**mid**post', 'premidpost'],
    ['https://a.example/?q=_b_&c=*d*', 'https://a.example/?q=_b_&c=*d*'],
  ])('%j becomes %j', (text, written) => expect(whatsappText(text)).toBe(written))

  test('whatever the text: it formats what ours formats, and is never longer', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const written = whatsappText(text)
        const bold = spansOf(text).filter(({ is }) => is === 'bold')

        expect(written.length).toBeLessThanOrEqual(text.length)
        for (const line of written.split('\n')) {
          expect(formats(line, '*')).toBeLessThanOrEqual(bold.length)
          expect(formats(line, '_')).toBe(0)
          expect(formats(line, '~')).toBe(0)
        }
      }),
      { numRuns: 2000 },
    )
  })

  /** How many pairs of a mark stand at the edges of words, as WhatsApp reads them. */
  function formats(line: string, mark: string): number {
    const edge = '(?<![\\p{L}\\p{N}\\p{M}])'
    const end = '(?![\\p{L}\\p{N}\\p{M}])'
    const pair = new RegExp(`${edge}[${mark}](?=\\S)[^${mark}]*?(?<=\\S)[${mark}]${end}`, 'gu')
    return [...line.matchAll(pair)].length
  }
})

function unescaped(html: string): string {
  return html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
