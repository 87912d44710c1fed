/** Story: what is kept of a font's layout says the same as the font itself. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import PDFDocument from 'pdfkit'
import { describe, expect, test } from 'vitest'
import { type Font, font, fontFile, weights } from '#reports/render/fonts.ts'
import type { Position } from '#reports/render/typesetting.ts'

const signs = [...'0123456789.,:%()+-£€$₹₦₫₽\u00a0 ']
const figures = fc.string({ unit: fc.constantFrom(...signs), minLength: 1, maxLength: 16 })
const words = fc.string({ unit: fc.constantFrom(...'AVToyfil1,.- é'), maxLength: 12 })

describe.each(weights)('the %s face', (weight) => {
  const bare = bareFont(weight)

  test.each([
    ['figures', figures],
    ['words', words],
  ])('lays %s out as the font does, again and again', (_, texts) => {
    const quick = font(weight)
    fc.assert(
      fc.property(texts, (text) => {
        const wanted = told(bare.layout(text), 1000 / bare.unitsPerEm)
        for (const layout of [quick.layout(text), quick.layout(text)]) {
          expect(told(layout, 1)).toEqual(wanted)
          for (const [at, position] of layout.positions.entries())
            scaleAsPdfkitDoes(position, layout.glyphs[at]!.advanceWidth)
          expect(told(layout, 1)).toEqual(wanted)
        }
      }),
      { numRuns: 300 },
    )
  })
})

/** Whatever it finds on the position, and the glyph's width beside it. */
function scaleAsPdfkitDoes(position: Position, advanceWidth: number) {
  const found = position as unknown as Record<string, number>
  for (const key in found) found[key]! *= 0.5
  found.advanceWidth = advanceWidth * 0.5
}

function told({ glyphs, positions, advanceWidth }: ReturnType<Font['layout']>, scale: number) {
  const round = (value: number) => Math.round(value * scale * 1e6) / 1e6
  const plain = positions.map(({ xAdvance, yAdvance, xOffset, yOffset }) =>
    [xAdvance, yAdvance, xOffset, yOffset].map(round),
  )
  return {
    glyphs: glyphs.map(({ codePoints }) => codePoints),
    positions: plain,
    advanceWidth: round(advanceWidth),
  }
}

function bareFont(weight: (typeof weights)[number]): Font {
  const doc = new PDFDocument({ autoFirstPage: false }).font(readFileSync(fontFile(weight)))
  return (doc as unknown as { _font: { font: Font } })._font.font
}
