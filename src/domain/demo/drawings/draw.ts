/** One drawn picture for each product of the demo shop, by its SKU. */
import { coffee } from './coffee.ts'
import { cookware } from './cookware.ts'
import { cups } from './cups.ts'
import { kettles } from './kettles.ts'
import { lights } from './lights.ts'
import { linen } from './linen.ts'
import { side } from './paint.ts'
import { storage } from './storage.ts'
import { tableware } from './tableware.ts'

const drawings: Record<string, () => string> = {
  ...kettles,
  ...coffee,
  ...cups,
  ...tableware,
  ...cookware,
  ...lights,
  ...linen,
  ...storage,
}

/** SKUs that have a drawing. */
export const drawn: readonly string[] = Object.keys(drawings)

/** The picture as SVG, `side` units wide and high. Every SKU of the catalogue has one. */
export function drawingOf(sku: string): string {
  const draw = drawings[sku]
  if (!draw) throw new Error(`no drawing of ${sku}`)
  return draw()
}

/** The picture as a PNG of 640 pixels, drawn off the main thread. It holds no text, so it needs no font. */
export async function renderDrawing(sku: string): Promise<Uint8Array> {
  // The renderer takes a tenth of a second to load, which a start without a new picture need not.
  const { renderAsync } = await import('@resvg/resvg-js')
  const image = await renderAsync(drawingOf(sku), {
    fitTo: { mode: 'width', value: side },
    font: { loadSystemFonts: false },
    logLevel: 'off',
  })
  return image.asPng()
}
