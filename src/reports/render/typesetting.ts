/**
 * Laying out a word asks the font for every ligature and kern that it knows: most of the time that a
 * page takes. Words are kept, since reports repeat themselves; figures, which do not, are put together
 * from their signs, none of which minds its neighbour. What is kept is shared by all documents.
 */
import { keeper } from '#kit/keep.ts'

/** Where the pen goes. */
export interface Position {
  xAdvance: number
  yAdvance: number
  xOffset: number
  yOffset: number
}

interface Run<Glyph> {
  glyphs: Glyph[]
  positions: Position[]
  advanceWidth: number
}

export type Layout<Glyph> = (text: string, features?: unknown) => Run<Glyph>

const runsMax = 3_000
/** Of DejaVu these neither kern nor join; the test holds it to that. */
const figure = /^[\d.,:%()+\-£€$₹₦₫₽\u00a0 ]+$/

/**
 * The runs of `layout`, in thousandths of the type's size: `scale` of the font's units. With
 * features, which nobody here uses twice, the font's own run in its own units.
 */
export function quickLayout<Glyph extends { advanceWidth: number }>(
  layout: Layout<Glyph>,
  scale: number,
): Layout<Glyph> {
  const runs = keeper<Run<Glyph>>(runsMax)
  const keptRun = (text: string) => runs(text, () => scaled(layout(text), scale))
  return (text, features) => {
    if (features) return layout(text, features)
    if (!figure.test(text)) return keptRun(text)
    const whole: Run<Glyph> = { glyphs: [], positions: [], advanceWidth: 0 }
    for (const sign of text) {
      const { glyphs, positions, advanceWidth } = keptRun(sign)
      whole.glyphs.push(...glyphs)
      whole.positions.push(...positions)
      whole.advanceWidth += advanceWidth
    }
    return whole
  }
}

function scaled<Glyph extends { advanceWidth: number }>(
  { glyphs, positions }: Run<Glyph>,
  scale: number,
): Run<Glyph> {
  const placed = positions.map((at, of) => new Placed(at, glyphs[of]!.advanceWidth, scale))
  const advanceWidth = placed.reduce((sum, { xAdvance }) => sum + xAdvance, 0)
  return { glyphs, positions: placed, advanceWidth }
}

/**
 * pdfkit scales each position's own properties in place and notes the glyph's width beside them.
 * This one has none of its own, and knows the width: it stays as it is, whoever draws it.
 */
class Placed implements Position {
  readonly #at: Position
  readonly #glyphWidth: number

  constructor({ xAdvance, yAdvance, xOffset, yOffset }: Position, width: number, scale: number) {
    this.#at = {
      xAdvance: xAdvance * scale,
      yAdvance: yAdvance * scale,
      xOffset: xOffset * scale,
      yOffset: yOffset * scale,
    }
    this.#glyphWidth = width * scale
  }

  get xAdvance(): number {
    return this.#at.xAdvance
  }

  get yAdvance(): number {
    return this.#at.yAdvance
  }

  get xOffset(): number {
    return this.#at.xOffset
  }

  get yOffset(): number {
    return this.#at.yOffset
  }

  get advanceWidth(): number {
    return this.#glyphWidth
  }

  set advanceWidth(_same: number) {}
}
