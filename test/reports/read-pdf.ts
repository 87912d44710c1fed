/** Reads the text back out of a PDF of pdfkit's making: pages, and the strings drawn on each. */
import { inflateSync } from 'node:zlib'

interface Part {
  dictionary: string
  stream: Buffer | null
}

/** One array of drawn strings for each page, in the order of drawing. */
export function readPdf(bytes: Uint8Array): string[][] {
  const parts = partsOf(Buffer.from(bytes))
  const pages = [...parts.values()].filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary))
  return pages.map((page) => {
    const resources = parts.get(ref(page.dictionary, 'Resources'))!.dictionary
    const fonts = new Map<string, Map<string, string>>()
    for (const [, name, id] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const font = parts.get(Number(id))!.dictionary
      fonts.set(name!, lettersOf(parts.get(ref(font, 'ToUnicode'))!.stream!.toString('latin1')))
    }
    const content = parts.get(ref(page.dictionary, 'Contents'))!.stream!
    return drawn(content.toString('latin1'), fonts)
  })
}

function partsOf(bytes: Buffer): Map<number, Part> {
  const text = bytes.toString('latin1')
  const parts = new Map<number, Part>()
  for (const found of text.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id, body] = found
    const [dictionary = '', stream] = body!.split(/\nstream\n/)
    const raw = stream && Buffer.from(stream.replace(/\nendstream$/, ''), 'latin1')
    const isDeflated = dictionary.includes('/FlateDecode')
    parts.set(Number(id), {
      dictionary,
      stream: raw ? (isDeflated ? inflateSync(raw) : raw) : null,
    })
  }
  return parts
}

function ref(dictionary: string, key: string): number {
  return Number(new RegExp(`/${key} (\\d+) 0 R`).exec(dictionary)?.[1])
}

/** Glyph number (four hex digits) to letters. */
function lettersOf(cmap: string): Map<string, string> {
  const letters = new Map<string, string>()
  for (const [, from, list] of cmap.matchAll(/<([0-9a-f]{4})> <[0-9a-f]{4}> \[(.*?)\]/g))
    for (const [at, [, codes]] of [...list!.matchAll(/<([^>]*)>/g)].entries()) {
      const glyph = (Number.parseInt(from!, 16) + at).toString(16).padStart(4, '0')
      const units = codes!.split(' ').map((code) => Number.parseInt(code, 16))
      letters.set(glyph, String.fromCharCode(...units))
    }
  return letters
}

function drawn(content: string, fonts: Map<string, Map<string, string>>): string[] {
  const strings: string[] = []
  let letters = new Map<string, string>()
  for (const [whole, font] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[[^\]]*\] TJ/g))
    if (font) letters = fonts.get(font)!
    else {
      const glyphs = [...whole.matchAll(/<([0-9a-f]*)>/g)].flatMap(
        ([, hex]) => hex!.match(/.{4}/g) ?? [],
      )
      strings.push(glyphs.map((glyph) => letters.get(glyph) ?? '\ufffd').join(''))
    }
  return strings
}
