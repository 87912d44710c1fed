/** Reads a PDF of pdfkit's making back: the strings drawn on each page, and the shapes. */
import { inflateSync } from 'node:zlib'

interface Part {
  dictionary: string
  stream: Buffer | null
}

export interface Path {
  /** Colour, "#rrggbb", of what was done with it. */
  filled?: string
  stroked?: string
  /** How many pieces it has. */
  starts: number
  /** Where it begins and where each line and curve ends, from the top of the page. */
  points: [number, number][]
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

/** Shapes of all pages, in the order of drawing; transformations other than the page's are not read. */
export function readPaths(bytes: Uint8Array): Path[] {
  const parts = partsOf(Buffer.from(bytes))
  const pages = [...parts.values()].filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary))
  return pages.flatMap(({ dictionary }) =>
    pathsOf(parts.get(ref(dictionary, 'Contents'))!.stream!.toString('latin1')),
  )
}

function pathsOf(content: string): Path[] {
  const paths: Path[] = []
  const colors = { scn: '', SCN: '' }
  let path: Path = { starts: 0, points: [] }
  for (const line of content.split('\n')) {
    const operator = line.split(' ').at(-1)!
    const numbers = line.split(' ').slice(0, -1).map(Number)
    if (operator === 'm') path.starts++
    if (['m', 'l', 'c'].includes(operator)) path.points.push([numbers.at(-2)!, numbers.at(-1)!])
    if (operator === 'scn' || operator === 'SCN') colors[operator] = hexOf(numbers)
    if (operator !== 'f' && operator !== 'S') continue
    paths.push({
      ...path,
      ...(operator === 'f' ? { filled: colors.scn } : { stroked: colors.SCN }),
    })
    path = { starts: 0, points: [] }
  }
  return paths
}

function hexOf(parts: number[]): string {
  return `#${parts
    .map((part) =>
      Math.round(part * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`
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
