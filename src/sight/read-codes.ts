/**
 * Barcodes and QR codes in a picture. What they say is data: it is compared with the codes of products,
 * and never opened, whatever it looks like.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, type ReadResult, readBarcodes } from 'zxing-wasm/reader'
import { oneLine } from '#kit/harmless.ts'
import { keeper } from '#kit/keep.ts'

export interface Pixels {
  width: number
  height: number
  /** RGB, row by row: three bytes a pixel. */
  pixels: Uint8Array
}

export interface Code {
  /** In one line, 200 characters at most. */
  text: string
  format: (typeof formats)[number]
}

const formats = ['EAN13', 'EAN8', 'UPCA', 'UPCE', 'Code128', 'Code39', 'QRCode'] as const
const codesMax = 8
const textLengthMax = 200
/** Once a process, at the first picture. */
const opened = keeper<Promise<unknown>>(1)

/**
 * Each code once, eight at most, turned any way round; none where nothing can be read. EAN and UPC come
 * with their check digit, UPC-A as the EAN-13 that it is (a zero before it), UPC-E in both its forms.
 */
export async function readCodes(picture: Pixels): Promise<Code[]> {
  await opened('reader', openReader)
  const codes = await seen(picture)
  return codes.length > 0 ? codes : seen(aslant(picture))
}

async function seen({ width, height, pixels }: Pixels): Promise<Code[]> {
  const image = { width, height, data: withAlpha(pixels) } as Parameters<typeof readBarcodes>[0]
  const found = await readBarcodes(image, {
    formats: [...formats],
    maxNumberOfSymbols: codesMax,
    textMode: 'Plain',
  })
  const codes = found.flatMap(codesOf).filter(({ text }) => text !== '')
  return [...new Map(codes.map((code) => [code.text, code])).values()].slice(0, codesMax)
}

/** From the package: by itself the library would fetch its WebAssembly from the network. */
async function openReader(): Promise<unknown> {
  const file = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'))
  const { buffer: wasmBinary } = Uint8Array.from(await readFile(file))
  return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
}

function codesOf({ text, format, extra }: ReadResult): Code[] {
  const known = formats.find((one) => one === format)
  if (!known) return []
  const short = /"UPCE":"(\d{8})"/.exec(extra)?.[1]
  const texts = short ? [text, short] : [text]
  return texts.map((one) => ({ text: oneLine(one).slice(0, textLengthMax), format: known }))
}

function withAlpha(rgb: Uint8Array): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray((rgb.length / 3) * 4).fill(255)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from]!
    rgba[to + 1] = rgb[from + 1]!
    rgba[to + 2] = rgb[from + 2]!
  }
  return rgba
}

/** Turned by 45 degrees: the reader's lines go across and down, and miss bars that lean half way. */
function aslant({ width, height, pixels }: Pixels): Pixels {
  const side = Math.ceil((width + height) * Math.SQRT1_2)
  const turned = new Uint8Array(side * side * 3).fill(255)
  for (let y = 0, to = 0; y < side; y++)
    for (let x = 0; x < side; x++, to += 3) {
      const [dx, dy] = [x - side / 2, y - side / 2]
      const fromX = Math.floor((dx + dy) * Math.SQRT1_2 + width / 2)
      const fromY = Math.floor((dy - dx) * Math.SQRT1_2 + height / 2)
      if (fromX < 0 || fromY < 0 || fromX >= width || fromY >= height) continue
      const from = (fromY * width + fromX) * 3
      turned[to] = pixels[from]!
      turned[to + 1] = pixels[from + 1]!
      turned[to + 2] = pixels[from + 2]!
    }
  return { width: side, height: side, pixels: turned }
}
