/**
 * What descriptions add to the looks, for photos taken in a shop. No model is asked: its answers are
 * recorded stand-ins, made from the data set's own texts for the catalogue and from the coarse class
 * for the photos, and the vectors are hashed words. So it shows what fusing does, not how good a model is.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { describedDimensions } from '#clients/embeddings.ts'
import { fused } from '#domain/pictures/fused.ts'
import { report } from '../support/measure.ts'

interface PhotoAnswer {
  /** The catalogue's id of what it shows. */
  of: string
  /** Ids by their looks, best first. */
  ours: string[]
  verdict: 'this' | 'maybe' | 'none'
}

const describedMax = 10
const shownMax = 5

/** `folder` as for `readDataSet`; of each product of which there is a photo. */
export function measureDescribed(folder: string, answers: PhotoAnswer[]) {
  console.log('descriptions: the answers are recorded stand-ins, not a model’s')
  const catalogue = wordsOfCatalogue(folder)
  const classes = coarseClasses(folder)
  const asked = answers.map((answer) => {
    const vector = wordVector(classes.get(answer.of)!)
    const described = alike(catalogue, vector)
    return { ...answer, described }
  })
  for (const most of [1, shownMax]) {
    const share = (listOf: (one: Asked) => string[]) =>
      percent(asked.map((one) => listOf(one).slice(0, most).includes(one.of)))
    report({
      ...{ metric: `shop photos, described (stand-in): among ${most}`, unit: '%' },
      ours: share(({ ours, described }) => fusedIds('maybe', ours, described)),
      anchor: share(({ ours }) => ours),
      ...{ against: 'looks alone', goal: '>= 1.0' },
    })
  }
  const shown = (one: Asked, described: string[]) =>
    fusedIds(one.verdict, one.ours, described).slice(0, shownMax).includes(one.of)
  report({
    ...{ metric: '… answered, with the right one among five', unit: '%' },
    ours: percent(asked.map((one) => shown(one, one.described))),
    anchor: Math.max(0.1, percent(asked.map((one) => shown(one, [])))),
    against: 'looks alone',
  })
  const isAsked = ({ of, ours, verdict }: Asked, described: string[]) => {
    const [looks, words] = [ours, described].map((ids) => ids.filter((id) => id !== of))
    return fusedIds(verdict, looks!, words!).length > 0
  }
  report({
    ...{ metric: '… asked about though its own is taken out', unit: '%' },
    ours: percent(asked.map((one) => isAsked(one, one.described))),
    anchor: Math.max(0.1, percent(asked.map((one) => isAsked(one, [])))),
    against: 'looks alone',
  })
}

interface Asked extends PhotoAnswer {
  described: string[]
}

function fusedIds(verdict: PhotoAnswer['verdict'], looks: string[], described: string[]) {
  const scored = looks.map((id, at) => ({ productId: id, imageId: id, score: 1 / (at + 2) }))
  const { items } = fused({ verdict, looks: scored, described, named: [], taught: [] })
  return items.map(({ productId }) => productId)
}

/** Its name and its text, as a vector. */
function wordsOfCatalogue(folder: string): Map<string, Float32Array> {
  const texts = filesIn(join(folder, 'iconic')).filter((file) => file.endsWith('_Description.txt'))
  return new Map(
    texts.map((file) => {
      const id = basename(file, '_Description.txt')
      return [id, wordVector(`${id} ${readFileSync(file, 'utf8')}`)]
    }),
  )
}

/** "Fruit Apple" for photos/Fruit/Apple/Pink-Lady; what has no kinds is its own class. */
function coarseClasses(folder: string): Map<string, string> {
  const root = join(folder, 'photos')
  const folders = filesIn(root).map(dirname)
  return new Map(
    folders.map((path) => {
      const parts = relative(root, path).split(sep)
      return [basename(path), (parts.length > 2 ? parts.slice(0, -1) : parts).join(' ')]
    }),
  )
}

function alike(catalogue: Map<string, Float32Array>, vector: Float32Array): string[] {
  return [...catalogue]
    .map(([id, other]) => ({ id, cosine: dot(other, vector) }))
    .sort((one, other) => other.cosine - one.cosine)
    .slice(0, describedMax)
    .map(({ id }) => id)
}

/** Words of three letters or more, each a sign in a place of its own; of length 1. */
function wordVector(text: string): Float32Array {
  const vector = new Float32Array(describedDimensions)
  for (const word of text.toLowerCase().match(/\p{L}{3,}/gu) ?? []) {
    const hash = createHash('sha256').update(word.replace(/s$/, '')).digest()
    vector[hash.readUInt32LE(0) % describedDimensions]! += hash[4]! % 2 ? 1 : -1
  }
  const length = Math.hypot(...vector) || 1
  return vector.map((value) => value / length)
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0)
}

function percent(all: boolean[]): number {
  return all.length === 0 ? 0 : (100 * all.filter(Boolean).length) / all.length
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    join(folder, file),
  )
}
