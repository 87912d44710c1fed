/** Codes drawn as pixels: EAN-13 by its own rules, the others by the library's writer; and what a phone makes of them. */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { prepareZXingModule, type WriteInputBarcodeFormat, writeBarcode } from 'zxing-wasm/writer'
import type { Pixels } from '#sight/read-codes.ts'

const left = 'LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL'.split(' ')
/** The bars of a digit on the left, odd; the others are this one turned over or around. */
const odd = '0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011'.split(
  ' ',
)
const over = (bars: string) => [...bars].map((bar) => (bar === '1' ? '0' : '1')).join('')
const around = (bars: string) => [...bars].reverse().join('')

/** `digits` are 13, the last one the check digit. Modules of `size` pixels. */
export function drawEan13(digits: string, size = 3): Pixels {
  const [first, ...rest] = [...digits].map(Number)
  const parity = left[first!]!
  const bars = rest.map((digit, at) => {
    if (at >= 6) return over(odd[digit]!)
    return parity[at] === 'L' ? odd[digit]! : around(over(odd[digit]!))
  })
  const row = `101${bars.slice(0, 6).join('')}01010${bars.slice(6).join('')}101`
  return drawn(row.length, 1, (x) => row[x] === '1', { size, tall: 60 })
}

/** Any other code. */
export async function drawCode(text: string, format: WriteInputBarcodeFormat): Promise<Pixels> {
  const file = fileURLToPath(import.meta.resolve('zxing-wasm/writer/zxing_writer.wasm'))
  const { buffer: wasmBinary } = Uint8Array.from(await readFile(file))
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  const { symbol, error } = await writeBarcode(text, { format })
  if (error) throw new Error(error)
  const { width, height, data } = symbol
  const isDark = (x: number, y: number) => data[y * width + x] === 0
  return drawn(width, height, isDark, { size: 4, tall: 1 })
}

/** Dark modules on white, with the quiet margin that readers need. */
function drawn(
  width: number,
  height: number,
  isDark: (x: number, y: number) => boolean,
  { size, tall }: { size: number; tall: number },
): Pixels {
  const margin = 12 * size
  const at = (place: number, step: number) => Math.floor((place - margin) / step)
  return painted(width * size + 2 * margin, height * size * tall + 2 * margin, (x, y) => {
    const [column, row] = [at(x, size), at(y, size * tall)]
    const isInside = column >= 0 && column < width && row >= 0 && row < height
    return isInside && isDark(column, row) ? 0 : 255
  })
}

/** Turned by `degrees` about its middle, on a larger grey ground. */
export function turned({ width, height, pixels }: Pixels, degrees: number): Pixels {
  const side = Math.ceil(Math.hypot(width, height))
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  return painted(side, side, (x, y) => {
    const [dx, dy] = [x - side / 2, y - side / 2]
    const [sx, sy] = [dx * cos + dy * sin + width / 2, dy * cos - dx * sin + height / 2]
    if (sx < 0 || sy < 0 || sx >= width || sy >= height) return 205
    return pixels[(Math.floor(sy) * width + Math.floor(sx)) * 3]!
  })
}

/** As by a phone in a shop: blurred a little, paler, darker to one side, and with noise. */
export function photographed({ width, height, pixels }: Pixels, dice: () => number): Pixels {
  return painted(width, height, (x, y) => {
    let sum = 0
    for (const [dx, dy] of [
      [-1, 0],
      [0, 0],
      [1, 0],
      [0, -1],
      [0, 1],
    ] as const) {
      const [nx, ny] = [clamp(x + dx, width), clamp(y + dy, height)]
      sum += pixels[(ny * width + nx) * 3]!
    }
    const light = 0.55 + (0.35 * x) / width
    return 25 + (sum / 5) * light + (dice() - 0.5) * 50
  })
}

const clamp = (at: number, count: number) => Math.min(Math.max(at, 0), count - 1)

function painted(width: number, height: number, grey: (x: number, y: number) => number): Pixels {
  const pixels = new Uint8Array(width * height * 3)
  for (let y = 0, to = 0; y < height; y++)
    for (let x = 0; x < width; x++, to += 3)
      pixels.fill(Math.min(Math.max(grey(x, y), 0), 255), to, to + 3)
  return { width, height, pixels }
}
