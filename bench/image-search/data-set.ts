/** The data set on disk: a catalogue of pictures on white, and photos of the same kinds taken in a shop. */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export interface CataloguePicture {
  id: string
  bytes: Buffer
}

export interface ShopPhoto {
  /** The catalogue's id of what it shows. */
  of: string
  file: string
}

/** `folder` holds `iconic/…/<Product>/<Product>_Iconic.jpg` and `photos/…/<Product>/*.jpg`. */
export function readDataSet(folder: string): {
  catalogue: CataloguePicture[]
  photos: ShopPhoto[]
} {
  const catalogue = filesIn(join(folder, 'iconic'))
    .filter((file) => file.endsWith('_Iconic.jpg'))
    .map((file) => ({ id: basename(file, '_Iconic.jpg'), bytes: readFileSync(file) }))
  const known = new Set(catalogue.map(({ id }) => id))
  const photos = filesIn(join(folder, 'photos'))
    .map((file) => ({ of: basename(dirname(file)), file }))
    .filter(({ of, file }) => known.has(of) && file.endsWith('.jpg'))
  return { catalogue, photos }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .sort()
}
