/**
 * The product that a picture shows. Codes in it win over looks; looks decide between "this", "one of
 * these" and "none"; words beside it, and what the business taught, only put likely ones in order.
 */
import type { Db, Sql } from '#db/sql.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { findByCode } from '#domain/products/find-by-code.ts'
import type { Product } from '#domain/products/product.ts'
import { verdictOf } from '#sight/verdict.ts'
import type { Sought } from '#sight/visual.ts'
import { type Candidate, candidatesOf } from './candidates.ts'
import { byWords } from './caption.ts'
import { type DescribeDeps, describeQuestion } from './describe-question.ts'
import { alikeByDescription } from './described.ts'
import type { Eye, Glance } from './eye.ts'
import { fused, type Ranked } from './fused.ts'
import { taughtBy } from './learned.ts'
import { standingProducts } from './standing.ts'

export type Verdict = 'this' | 'maybe' | 'none'

export interface PictureMatch {
  product: Product
  /** The picture of the catalogue that is most alike; null where none was needed. */
  imageId: string | null
  /** From 0 to 1. */
  score: number
  by: 'code' | 'looks' | 'words'
}

export interface FoundByPicture {
  verdict: Verdict
  /** Best first. */
  items: PictureMatch[]
}

interface Asking {
  glance: Glance
  /** What was written beside it, in any words. */
  words?: string
  limit?: number
}

const candidatesMax = 30
const partCandidatesMax = 10
/** Below this a candidate is not worth naming. */
const scoreMin = 0.02

/**
 * No transaction is open while pictures are compared. Never throws for a picture that shows nothing.
 * A photo that the looks are sure of is not shown to the describer.
 */
export async function findByPicture(
  deps: DescribeDeps & { eye: Eye },
  actor: Actor,
  { glance, words = '', limit = 5 }: Asking,
): Promise<FoundByPicture> {
  const { db, eye } = deps
  allow(actor, 'catalogue:search')
  const { orgId } = actor
  const { sought, codes, model } = glance
  const coded = await db.asReader(orgId, (sql) => productsOf(sql, codes))
  if (coded.length > 0) return { verdict: 'this', items: coded.slice(0, limit) }

  const alike = await db.asReader(orgId, async (sql) => ({
    candidates: await candidatesOf(sql, sought, { model, limit: candidatesMax }),
    taught: await taughtBy(sql, sought, model),
    named: await byWords(sql, words),
  }))
  const looks = await productsAlike(eye, sought, alike.candidates)
  const verdict = verdictOf(looks.map(({ score }) => score))
  const asking = { photo: glance.photo, words }
  const vectors = verdict === 'this' ? [] : await describeQuestion(deps, orgId, asking)
  const described =
    vectors.length > 0 ? await db.asReader(orgId, (sql) => alikeByDescription(sql, vectors)) : []
  const ranked = fused({ ...alike, looks, described, verdict })
  const items = await db.asReader(orgId, (sql) => matchesOf(sql, ranked.items.slice(0, limit)))
  return { verdict: items.length === 0 ? 'none' : ranked.verdict, items }
}

/** What the parts of a picture show, one by one: each product once, with how sure that is. */
export async function findInParts(
  { db, eye }: { db: Db; eye: Eye },
  actor: Actor,
  { parts, model }: Pick<Glance, 'parts' | 'model'>,
): Promise<{ productId: string; score: number }[]> {
  allow(actor, 'catalogue:search')
  const best = new Map<string, number>()
  for (const part of parts) {
    const candidates = await db.asReader(actor.orgId, (sql) =>
      candidatesOf(sql, part, { model, limit: partCandidatesMax }),
    )
    const looks = await productsAlike(eye, part, candidates)
    const [first] = looks
    if (!first || verdictOf(looks.map(({ score }) => score)) !== 'this') continue
    best.set(first.productId, Math.max(first.score, best.get(first.productId) ?? 0))
  }
  return [...best]
    .map(([productId, score]) => ({ productId, score }))
    .sort((one, other) => other.score - one.score)
}

export interface Looks {
  productId: string
  imageId: string
  score: number
}

/** By product, with its most alike picture; best first. */
async function productsAlike(eye: Eye, sought: Sought, candidates: Candidate[]): Promise<Looks[]> {
  if (candidates.length === 0) return []
  const products = new Map(candidates.map(({ id, productId }) => [id, productId]))
  const likenesses = candidates.map(({ id, print, similarity }) => ({ id, print, similarity }))
  const compared = await eye.compare(sought, likenesses)
  const best = new Map<string, Looks>()
  for (const { id: imageId, score } of compared) {
    const productId = products.get(imageId)!
    if (score >= scoreMin && (best.get(productId)?.score ?? 0) < score)
      best.set(productId, { productId, imageId, score })
  }
  return [...best.values()].sort((one, other) => other.score - one.score)
}

/** Barcodes and SKUs that stand in the picture, each product once. */
async function productsOf(sql: Sql, codes: Glance['codes']): Promise<PictureMatch[]> {
  const found = new Map<string, PictureMatch>()
  for (const { text } of codes) {
    const identified = await findByCode(sql, text)
    if (identified.is !== 'one') continue
    const { product } = identified
    found.set(product.id, { product, imageId: null, score: 1, by: 'code' })
  }
  return [...found.values()]
}

/** With the product as it stands; without those that were archived meanwhile. */
async function matchesOf(sql: Sql, ranked: Ranked[]): Promise<PictureMatch[]> {
  const products = await standingProducts(
    sql,
    ranked.map(({ productId }) => productId),
  )
  const known = new Map(products.map((product) => [product.id, product]))
  return ranked.flatMap(({ productId, ...match }) => {
    const product = known.get(productId)
    return product ? [{ product, ...match }] : []
  })
}
