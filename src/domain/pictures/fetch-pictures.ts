/**
 * Pictures that a catalogue names by address: noted with the import, fetched afterwards, and what came
 * of each is told. An address is tried three times at most, and once when it can never do.
 */
import { FetchFault, fetchGuarded } from '#clients/fetch-guarded.ts'
import { StoreAway } from '#clients/files.ts'
import type { Db, Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { actorFor } from '#domain/people.ts'
import { addProductImage } from '#domain/products/product-images.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import { keepPicture, type PictureKeepers } from './keep-picture.ts'
import { pictureBytesMax } from './limits.ts'

const triesMax = 3
const waitsMs = [5 * 60_000, 60 * 60_000]
/** Whoever takes an address has it for so long; a process that dies leaves it to the next. */
const heldMs = 2 * 60_000
const perProductMax = 10
const faultsToldMax = 1_000

/** Notes the addresses of a product's pictures; those that were noted before stay as they are. */
export async function askForPictures(
  sql: Sql,
  actor: Actor,
  { productId, urls, now }: { productId: string; urls: string[]; now: Date },
): Promise<void> {
  const wanted = [...new Set(urls)].slice(0, perProductMax)
  if (wanted.length === 0) return
  await sql`
    insert into picture_fetches (org_id, product_id, url, asked_at, asked_by, next_try_at)
    select current_org(), ${productId}, url, ${now}, ${actor.userId}, ${now}
    from unnest(${wanted}::text[]) as url
    on conflict (org_id, product_id, url) do nothing`
}

export interface FetchDeps extends PictureKeepers {
  db: Db
  clock: Clock
  log: Log
  /** Which addresses may be reached; those of the public internet when not said. */
  isOpen?(address: string): boolean
  onProgress?(progress: { done: number }): void
}

interface Waiting {
  id: string
  productId: string
  url: string
  tries: number
  askedBy: string | null
}

/** Fetches what is due, one after another; returns how many were tried. */
export async function fetchPictures(
  deps: FetchDeps,
  orgId: number,
  { atMost = 500 } = {},
): Promise<number> {
  const { db, clock, onProgress } = deps
  let done = 0
  for (; done < atMost; done += 1) {
    const next = await db.asOrg(orgId, (sql) => takeNext(sql, clock()))
    if (!next) return done
    await fetchOne(deps, orgId, next)
    onProgress?.({ done: done + 1 })
  }
  return done
}

async function takeNext(sql: Sql, now: Date): Promise<Waiting | null> {
  const [next] = await sql<Waiting[]>`
    update picture_fetches
    set tries = tries + 1, next_try_at = ${new Date(now.getTime() + heldMs)}
    where org_id = current_org() and id = (
      select id
      from picture_fetches
      where done_at is null and next_try_at <= ${now}
      order by next_try_at, id
      limit 1
      for update skip locked)
    returning id, product_id as "productId", url, tries, asked_by as "askedBy"`
  return next ?? null
}

async function fetchOne(deps: FetchDeps, orgId: number, waiting: Waiting): Promise<void> {
  const { db, clock, log, isOpen } = deps
  try {
    if (waiting.tries > triesMax) throw new Refusal('It was given up: each try broke off.')
    const bytes = await fetchGuarded(waiting.url, { bytesMax: pictureBytesMax, isOpen })
    const kept = await keepPicture(deps, orgId, bytes)
    await db.asOrg(orgId, async (sql) => {
      const { productId, askedBy } = waiting
      if (!askedBy) throw new Refusal('Nobody is known who asked for it.')
      const actor = await actorFor(sql, askedBy)
      const image = { productId, kept, source: 'import', now: clock() } as const
      const { id } = await addProductImage(sql, actor, image)
      await sql`
        update picture_fetches
        set done_at = ${clock()}, image_id = ${id}, fault = null
        where id = ${waiting.id}`
    })
  } catch (fault) {
    const isTold =
      fault instanceof Refusal || fault instanceof FetchFault || fault instanceof StoreAway
    if (!isTold) log.error({ err: fault, orgId, fetch: waiting.id }, 'a picture was not fetched')
    const says = isTold ? fault : new Error('Something went wrong on our side.')
    await db.asOrg(orgId, (sql) => noteFault(sql, waiting, { fault: says, now: clock() }))
  }
}

async function noteFault(
  sql: Sql,
  { id, tries }: Waiting,
  { fault, now }: { fault: Error; now: Date },
): Promise<void> {
  const isOver = fault instanceof Refusal || tries >= triesMax
  const nextTry = new Date(now.getTime() + (waitsMs[tries - 1] ?? 0))
  await sql`
    update picture_fetches
    set fault = ${fault.message}, next_try_at = ${nextTry}, done_at = ${isOver ? now : null}
    where id = ${id}`
}

export interface FetchedPictures {
  asked: number
  fetched: number
  /** To be tried, or tried again. */
  waiting: number
  failed: number
  /** Of those that failed, and of those that will be tried again; in the order of the file. */
  faults: { sku: string; url: string; says: string; isOver: boolean }[]
}

/** What came of all addresses that imports have named. */
export async function fetchedPictures(sql: Sql): Promise<FetchedPictures> {
  const [counts] = await sql<Omit<FetchedPictures, 'faults'>[]>`
    select count(*)::integer as asked,
      count(*) filter (where image_id is not null)::integer as fetched,
      count(*) filter (where done_at is null)::integer as waiting,
      count(*) filter (where done_at is not null and image_id is null)::integer as failed
    from picture_fetches
    where org_id = current_org()`
  const faults = await sql<FetchedPictures['faults']>`
    select p.sku, f.url, f.fault as says, f.done_at is not null as "isOver"
    from picture_fetches f
    join products p on p.org_id = f.org_id and p.id = f.product_id
    where f.org_id = current_org() and f.image_id is null and f.fault is not null
    order by f.id
    limit ${faultsToldMax}`
  return { ...counts!, faults: [...faults] }
}
