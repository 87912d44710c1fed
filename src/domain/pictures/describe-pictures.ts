/**
 * Pictures of the catalogue that the present describer has not described are, a few at a time. What
 * the one before said of a picture serves until its own is replaced.
 */
import { FileGone, type Files, StoreAway } from '#clients/files.ts'
import type { Db, Sql } from '#db/sql.ts'
import type { Clock } from '#kit/clock.ts'
import type { Log } from '#kit/log.ts'
import { Refusal } from '#kit/refusal.ts'
import { DescribeFault, type Describer, type Description } from './describer.ts'
import type { Eye } from './eye.ts'
import { vectorText } from './nearest.ts'

export interface DescribePicturesDeps {
  db: Db
  files: Pick<Files, 'get'>
  eye: Pick<Eye, 'shrink'>
  describer: Describer
  clock: Clock
  log: Log
}

/** Of a picture that nothing can be said of; while the server is away nothing is held against any. */
const triesMax = 3
const atOnceMax = 4
/** Then whatever is wrong is not the pictures, and the next run may find it well. */
const faultsInRowMax = 4

interface Undescribed {
  id: string
  sha256: string
  name: string
}

/** Describes `atMost` pictures, those that were never tried first; returns how many were. */
export async function describePictures(
  deps: DescribePicturesDeps,
  orgId: number,
  { atMost = 100 } = {},
): Promise<number> {
  const { db, describer, clock } = deps
  const begun = clock()
  let [described, tried, faultsInRow] = [0, 0, 0]
  while (tried < atMost && faultsInRow < faultsInRowMax) {
    const asking = { model: describer.model, begun, limit: Math.min(atOnceMax, atMost - tried) }
    const batch = await db.asReader(orgId, (sql) => undescribed(sql, asking))
    if (batch.length === 0) break
    const outcomes = await Promise.all(batch.map((image) => describeOne(deps, orgId, image)))
    if (outcomes.includes('spent')) break
    tried += batch.length
    const done = outcomes.filter((outcome) => outcome === 'done').length
    described += done
    faultsInRow = done > 0 ? 0 : faultsInRow + batch.length
  }
  return described
}

/** Not those that this run has tried: they come last in the next. */
function undescribed(
  sql: Sql,
  { model, begun, limit }: { model: string; begun: Date; limit: number },
): Promise<Undescribed[]> {
  return sql<Undescribed[]>`
    select i.id, i.sha256, p.name
    from product_images i
    join products p on p.org_id = i.org_id and p.id = i.product_id
    where i.org_id = current_org() and i.removed_at is null and p.archived_at is null
      and i.described_model is distinct from ${model}
      and (i.described_tried_model is distinct from ${model}
        or (i.described_tries < ${triesMax} and i.described_tried_at < ${begun}))
    order by i.described_tried_model is not distinct from ${model}, i.described_tried_at nulls first,
      i.id
    limit ${limit}`
}

/** `spent`: nothing more can be asked today. */
async function describeOne(
  deps: DescribePicturesDeps,
  orgId: number,
  image: Undescribed,
): Promise<'done' | 'fault' | 'spent'> {
  const { db, files, eye, describer, log } = deps
  try {
    const jpeg = await eye.shrink(await files.get(orgId, image.sha256))
    const description = await describer.ofProduct(orgId, jpeg, image.name)
    await db.asOrg(orgId, (sql) => note(sql, image.id, describer.model, description))
    return 'done'
  } catch (fault) {
    if (fault instanceof StoreAway) throw fault // All of them can wait until it is back.
    if (fault instanceof DescribeFault && fault.why === 'spent') {
      log.warn({ orgId }, 'the tokens of the day are spent: pictures are described tomorrow')
      return 'spent'
    }
    log.warn({ orgId, image: image.id, why: reasonOf(fault) }, 'a picture was not described')
    await noteFault(deps, orgId, { image, fault })
    return 'fault'
  }
}

/** All of it at once, so that a search meets the old or the new, whole. */
async function note(
  sql: Sql,
  id: string,
  model: string,
  { words, vector }: Description,
): Promise<void> {
  await sql`
    update product_images
    set described_model = ${model}, described_words = ${words && sql.json(words)},
      described = ${vectorText(vector)}::halfvec(1536), described_tried_model = null,
      described_tried_at = null, described_tries = 0, described_fault = null
    where id = ${id} and removed_at is null`
}

async function noteFault(
  { db, describer: { model }, clock }: DescribePicturesDeps,
  orgId: number,
  { image, fault }: { image: Undescribed; fault: unknown },
): Promise<void> {
  const isOver = fault instanceof Refusal || fault instanceof FileGone
  const isHeld = !(fault instanceof DescribeFault) || fault.why === 'picture'
  await db.asOrg(
    orgId,
    (sql) => sql`
      update product_images
      set described_tries =
          case when ${isOver} then ${triesMax}::integer
            else ${isHeld ? 1 : 0}::integer
              + case when described_tried_model = ${model} then described_tries else 0 end
          end,
        described_tried_model = ${model}, described_tried_at = ${clock()},
        described_fault = ${reasonOf(fault)}
      where id = ${image.id}`,
  )
}

/** What a server said is a stranger's text, and stays out. */
function reasonOf(fault: unknown): string {
  if (fault instanceof DescribeFault || fault instanceof Refusal || fault instanceof FileGone)
    return fault.message
  return 'a fault of ours'
}
