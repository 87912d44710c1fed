/**
 * Pictures of products from a folder or a ZIP archive of files that are named by SKU. The same files
 * again change nothing.
 */
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import type { Org } from '#domain/org.ts'
import type { Eye, KeptSight } from '#domain/pictures/eye.ts'
import { type PictureKeepers, storeSight } from '#domain/pictures/keep-picture.ts'
import { addProductImage } from '#domain/products/product-images.ts'
import type { Clock } from '#kit/clock.ts'
import { Refusal } from '#kit/refusal.ts'
import { type PictureFile, picturesIn, skusFor } from './picture-files.ts'

export interface PictureImport extends PictureKeepers {
  org: Org
  /** Whoever imports, found in the same transaction. */
  actorOf(sql: Sql): Promise<Actor>
  /** A folder or a ZIP archive. */
  path: string
  /** Looks at every picture and keeps none. */
  dryRun?: boolean
  now: Clock
  onProgress?(progress: { done: number }): void
}

/** How many there were, and the first thousand of them. */
interface Named {
  count: number
  files: { name: string; reason: string }[]
}

export interface PicturesResult {
  /** `files` = added + known + unknown + refused. */
  files: number
  /** In a dry run those that would be, pictures that are known among them. */
  added: number
  /** The product had the same picture. */
  known: number
  /** Of files whose name is no SKU. */
  unknown: Named
  refused: Named
  dryRun: boolean
  ms: number
}

const namedMax = 1_000

/** A file that is refused is named with the reason, and the next one is taken. */
export async function importPictures(db: Db, request: PictureImport): Promise<PicturesResult> {
  const { path, dryRun = false, now, onProgress } = request
  const started = now().getTime()
  const counts = { files: 0, added: 0, known: 0 }
  const [unknown, refused]: Named[] = [
    { count: 0, files: [] },
    { count: 0, files: [] },
  ]
  for await (const file of await picturesIn(path)) {
    counts.files += 1
    const taken = await take(db, request, file)
    if (taken.is === 'unknown') name(unknown!, file, taken.reason)
    else if (taken.is === 'refused') name(refused!, file, taken.reason)
    else counts[taken.is] += 1
    onProgress?.({ done: counts.files })
  }
  if (counts.files === 0) throw new Refusal(`${path} holds no files.`)
  const ms = now().getTime() - started
  return { ...counts, unknown: unknown!, refused: refused!, dryRun, ms }
}

type Taken = { is: 'added' | 'known' } | { is: 'unknown' | 'refused'; reason: string }

async function take(db: Db, request: PictureImport, file: PictureFile): Promise<Taken> {
  const { org, actorOf, dryRun, now } = request
  const skus = skusFor(file.name)
  const productId = await db.asReader(org.id, (sql) => productOf(sql, skus))
  if (!productId) return { is: 'unknown', reason: `no product has the SKU ${skus.at(-1)}` }
  try {
    const sight = await lookAt(request.eye, await file.read())
    if (dryRun) return { is: 'added' }
    const kept = await storeSight(request.files, org.id, sight)
    const { isNew } = await db.asOrg(org.id, async (sql) => {
      const image = { productId, kept, source: 'import', now: now() } as const
      return addProductImage(sql, await actorOf(sql), image)
    })
    return { is: isNew ? 'added' : 'known' }
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    return { is: 'refused', reason: fault.message }
  }
}

/** What the eye fails on is that picture's own fault: the others are still taken. */
async function lookAt(eye: Pick<Eye, 'keep'>, bytes: Uint8Array): Promise<KeptSight> {
  try {
    return await eye.keep(bytes)
  } catch (fault) {
    throw fault instanceof Refusal ? fault : new Refusal('It could not be looked at.')
  }
}

/** The whole name before its beginning; whatever the case. */
async function productOf(sql: Sql, skus: string[]): Promise<string | null> {
  const [product] = await sql<{ id: string }[]>`
    select p.id
    from unnest(${skus}::text[]) with ordinality as said (sku, place)
    join products p on p.sku_key = lower(said.sku)
    where p.archived_at is null
    order by said.place, p.id
    limit 1`
  return product?.id ?? null
}

function name(named: Named, file: PictureFile, reason: string): void {
  named.count += 1
  if (named.files.length < namedMax) named.files.push({ name: file.name, reason })
}
