/**
 * The one typeface of files: DejaVu Sans, narrow, with most of the world's currency signs and
 * alphabets. It is read once. What it cannot draw is said, never drawn as boxes.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'
import { keeper } from '#kit/keep.ts'
import { type Layout, quickLayout } from './typesetting.ts'

/** What stands for letters that the font lacks. */
export const unprintable = '[…]'

export const weights = ['regular', 'bold'] as const
export type Weight = (typeof weights)[number]

/** A parsed font, as pdfkit keeps it; documents share it, so that it is parsed once. */
export interface Font {
  unitsPerEm: number
  getGlyph(id: number, codePoints?: number[]): Glyph
  hasGlyphForCodePoint(codePoint: number): boolean
  layout: Layout<Glyph>
}

interface Glyph {
  advanceWidth: number
  codePoints: number[]
}

export const family = 'DejaVu Sans Condensed'
const files: Record<Weight, string> = {
  regular: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
}
const opened = new Map<Weight, Font>()
/** Latin letters and signs that have a shape: nothing of them is to be done. */
const plain = /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u00ff]*$/
const printables = keeper<string>(2_000)
const widths = { regular: keeper<number>(5_000), bold: keeper<number>(5_000) }

export function fontFile(weight: Weight): string {
  return createRequire(import.meta.url).resolve(`dejavu-fonts-ttf/ttf/${files[weight]}`)
}

/** pdfkit parses fonts itself: a document that is never written hands over the parsed one. */
export function font(weight: Weight): Font {
  const known = opened.get(weight)
  if (known) return known
  const scratch = new PDFDocument({ autoFirstPage: false }).font(readFileSync(fontFile(weight)))
  const parsed = (scratch as unknown as { _font: { font: Font } })._font.font
  rememberLetters(parsed)
  parsed.layout = quickLayout(parsed.layout.bind(parsed), 1000 / parsed.unitsPerEm)
  opened.set(weight, parsed)
  return parsed
}

/**
 * A glyph carries the letters that it stands for, and the font keeps those of its first use. In a
 * font that documents share, that would be another document's use: each use gets its own.
 */
function rememberLetters(font: Font) {
  const bare = font.getGlyph.bind(font)
  const uses = new Map<string, Glyph>()
  font.getGlyph = (id, codePoints = []) => {
    if (codePoints.length === 0) return bare(id)
    const key = `${id} ${codePoints.join()}`
    const known = uses.get(key) ?? Object.assign(Object.create(bare(id)), { codePoints })
    uses.set(key, known)
    return known
  }
}

/** In points, at `size` points: word by word, as pdfkit draws it. */
export function widthOf(text: string, size: number, weight: Weight = 'regular'): number {
  return widths[weight](text, () => widthOfOne(text, font(weight))) * size
}

function widthOfOne(text: string, { layout }: Font): number {
  const words = text.match(/[^ ]* |[^ ]+$/g) ?? []
  return words.reduce((sum, word) => sum + layout(word).advanceWidth, 0) / 1000
}

/** One line of text that the font can draw; runs of other letters become `[…]`. */
export function printable(text: string): string {
  return plain.test(text) ? text : printables(text, () => printed(text))
}

function printed(text: string): string {
  const [regular, bold] = [font('regular'), font('bold')]
  const has = (code: number) =>
    regular.hasGlyphForCodePoint(code) && bold.hasGlyphForCodePoint(code)
  let line = ''
  for (const letter of cleaned(text))
    if (has(letter.codePointAt(0)!)) line += letter
    else if (!line.endsWith(unprintable)) line += unprintable
  return line
}

/** Composed letters, no line breaks, and no marks that have no shape of their own. */
function cleaned(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\s+/gu, (space) => (/^[\u00a0\u202f]$/.test(space) ? space : ' '))
    .replace(/[\p{Cc}\p{Default_Ignorable_Code_Point}]/gu, '')
}
