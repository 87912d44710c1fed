/** Small pictures drawn in code: products of several colours and patterns on white paper, as PNG. */
import sharp from 'sharp'

export const products = ['kettle', 'soap', 'lamp', 'crate', 'towel', 'radio'] as const
export type Product = (typeof products)[number]

type Colour = [number, number, number]
const paints: Record<Product, [Colour, Colour, Colour]> = {
  kettle: [
    [30, 90, 190],
    [240, 220, 60],
    [20, 30, 60],
  ],
  soap: [
    [235, 120, 160],
    [250, 240, 245],
    [150, 40, 90],
  ],
  lamp: [
    [240, 190, 40],
    [90, 60, 20],
    [250, 240, 200],
  ],
  crate: [
    [140, 90, 40],
    [80, 50, 20],
    [190, 140, 80],
  ],
  towel: [
    [40, 150, 90],
    [230, 245, 235],
    [20, 90, 50],
  ],
  radio: [
    [50, 50, 55],
    [200, 40, 40],
    [170, 170, 175],
  ],
}

/** 240 × 240, the product in its middle. */
export function drawnProduct(product: Product): Promise<Buffer> {
  const [body, mark, line] = paints[product]
  const seed = products.indexOf(product) + 1
  const side = 240
  const pixels = new Uint8Array(side * side * 3).fill(255)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const colour = colourAt(x - side / 2, y - side / 2, seed, [body, mark, line])
      if (colour) pixels.set(colour, (y * side + x) * 3)
    }
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer()
}

/** A body of its own outline, with marks and lines of its own rhythm, lit from above on the left. */
function colourAt(x: number, y: number, seed: number, [body, mark, line]: Colour[]): Colour | null {
  const reach = 78 + 16 * Math.sin((seed + 1) * Math.atan2(y, x) + seed)
  if (Math.hypot(x / (0.8 + 0.05 * seed), y) > reach) return null
  const isMark =
    Math.hypot(x - 30 * Math.cos(seed * 2), y - 30 * Math.sin(seed * 2)) < 14 + 2 * seed
  const isLine = Math.sin(x * 0.05 * seed + y * 0.17) > 0.8
  const shade = 1 - 0.0016 * (x + y + 40)
  const base = (isMark ? mark : isLine ? line : body)!
  return base.map((value) => Math.min(255, Math.max(0, value * shade))) as Colour
}

/** A tall pack of one make, 240 × 240: the fruit, the rhythm of the words and the foot's stripes tell flavours apart. */
export function drawnPack(flavour: { fruit: readonly number[]; rhythm: number }): Promise<Buffer> {
  const side = 240
  const pixels = new Uint8Array(side * side * 3).fill(255)
  for (let y = 20; y < 220; y++)
    for (let x = 88; x < 152; x++) pixels.set(inkAt(x - 88, y - 20, flavour), (y * side + x) * 3)
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer()
}

function inkAt(x: number, y: number, { fruit, rhythm }: Parameters<typeof drawnPack>[0]) {
  const [dark, cream, gold] = [
    [25, 45, 90],
    [238, 228, 200],
    [205, 160, 50],
  ] as const
  if (y < 40) return Math.sin(x * 0.4) * Math.sin(y * 0.3) > 0.3 ? cream : dark
  if (y > 165) return Math.sin(x * 0.25 + y * 0.15) > 0.2 ? fruit : dark
  if (Math.hypot(x - 32, y - 118) < 24) return fruit
  if (y < 80 && Math.sin(x * 0.2 * rhythm) > 0 && y % 16 < 9) return dark
  return x < 6 || x > 57 ? gold : cream
}
