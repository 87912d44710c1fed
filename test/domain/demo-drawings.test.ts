/** The demo shop's pictures as they are drawn: one for each product, all of them different things. */
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { catalogue } from '#domain/demo/catalogue.ts'
import { drawingOf, drawn, renderDrawing } from '#domain/demo/drawings/draw.ts'

describe('the drawings of the demo shop', () => {
  test('are one for each product of the catalogue, and of nothing else', () => {
    expect([...drawn].sort()).toEqual(catalogue.map(({ sku }) => sku).sort())
    expect(() => drawingOf('KET-999')).toThrow('no drawing of KET-999')
  })

  test('hold nothing from outside, no words and no chance', () => {
    for (const sku of drawn) {
      const svg = drawingOf(sku)
      expect(svg, sku).not.toMatch(/<image|<text|href|NaN|undefined/)
      expect(svg, sku).toBe(drawingOf(sku))
      const named = [...svg.matchAll(/url\(#([\w-]+)\)/g)].map(([, name]) => name!)
      for (const name of named) expect(svg, `${sku} uses ${name}`).toContain(`id="${name}"`)
    }
  })

  test('come out as 640 pixels on a side, each clearly unlike all others', async () => {
    const small = await Promise.all(
      drawn.map(async (sku) => {
        const png = await renderDrawing(sku)
        const { width, height } = await sharp(png).metadata()
        expect({ width, height }).toEqual({ width: 640, height: 640 })
        return { sku, pixels: await sharp(png).removeAlpha().resize(24, 24).raw().toBuffer() }
      }),
    )
    const alike = small.flatMap((one, at) =>
      small
        .slice(at + 1)
        .map((other) => ({ pair: [one.sku, other.sku], by: apart(one.pixels, other.pixels) }))
        .filter(({ by }) => by < unlikeMin),
    )
    expect(alike).toEqual([])
  })
})

/** Mean difference of a channel of a pixel, of 255; the two nearest drawings are at 12.8. */
const unlikeMin = 10

function apart(one: Buffer, other: Buffer): number {
  return one.reduce((sum, value, at) => sum + Math.abs(value - other[at]!), 0) / one.length
}
