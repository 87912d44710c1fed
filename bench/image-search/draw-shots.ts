/**
 * Draws all that is asked about, as files: screenshots of the catalogue and pictures of no product.
 * In a process of its own, so that the memory of drawing is not taken for that of finding.
 *
 *   node bench/image-search/draw-shots.ts DATA FOLDER SEED EVERY
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDataSet } from './data-set.ts'
import { type Kind, kinds, shotOf } from './shots.ts'
import { strangers } from './strangers.ts'

export interface Drawn {
  shots: { kind: Kind; of: string; file: string }[]
  /** Files. */
  strangers: string[]
}

const [data, folder, seed, every] = process.argv.slice(2) as [string, string, string, string]
const drawn: Drawn = { shots: [], strangers: [] }
let count = 0
for (const kind of Object.keys(kinds) as Kind[])
  for (const { id, bytes } of readDataSet(data).catalogue)
    if (count++ % Number(every) === 0) {
      const file = join(folder, `${count}.jpg`)
      writeFileSync(file, await shotOf(kind, bytes, Number(seed) * 100_003 + count))
      drawn.shots.push({ kind, of: id, file })
    }
for (const [at, bytes] of (await strangers(Number(seed), every === '1' ? 20 : 2)).entries()) {
  const file = join(folder, `stranger-${at}.jpg`)
  writeFileSync(file, bytes)
  drawn.strangers.push(file)
}
writeFileSync(join(folder, 'drawn.json'), JSON.stringify(drawn))
