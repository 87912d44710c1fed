/**
 * Photos that people ask with. Each is its asker's and the team's: no other customer ever sees it,
 * nor learns that it was asked.
 */
import type { Sql } from '#db/sql.ts'
import { type Actor, allow, worksHere } from '#domain/identity.ts'
import { noteFile } from '#domain/stored-files.ts'
import { Refusal } from '#kit/refusal.ts'
import { vectorText } from './candidates.ts'
import type { Glance } from './eye.ts'
import type { FoundByPicture, PictureMatch, Verdict } from './find-by-picture.ts'
import { forKeeping, type KeptPicture, readKept } from './kept-json.ts'
import { saidAlike, teach } from './learned.ts'

export interface PictureQuestion {
  id: string
  conversationId: string
  userId: string
  askedBy: string | null
  words: string
  /** stored_files.id of the photo; null where it could not be kept, or is gone. */
  fileId: string | null
  verdict: Verdict
  found: Match[]
  parts: { product: string; score: number }[]
  kept: KeptPicture | null
  offeredAt: Date | null
}

interface Match {
  product: string
  image: string | null
  score: number
  by: PictureMatch['by']
}

interface Asking {
  conversationId: string
  words: string
  glance: Glance
  found: FoundByPicture
  parts: { productId: string; score: number }[]
  file: { sha256: string; mime: string; sizeBytes: number } | null
  /** Where the asker may put it into the catalogue. */
  kept: KeptPicture | null
  now: Date
}

const wordsLengthMax = 1_000

/** Remembers what was asked and found. */
export async function keepPictureQuestion(
  sql: Sql,
  { userId }: Actor,
  asking: Asking,
): Promise<string> {
  const { conversationId, words, glance, found, file, kept, now } = asking
  const fileId = file && (await noteFile(sql, { ...file, name: 'photo', now }))
  const matches = found.items.map(
    ({ product, imageId, score, by }): Match => ({
      product: product.id,
      image: imageId,
      score,
      by,
    }),
  )
  const parts = asking.parts.map(({ productId, score }) => ({ product: productId, score }))
  const [row] = await sql<{ id: string }[]>`
    insert into picture_questions (org_id, conversation_id, user_id, asked_at, words, file_id, kept,
      model, verdict, found, parts)
    values (current_org(), ${conversationId}, ${userId}, ${now}, ${words.slice(0, wordsLengthMax)},
      ${fileId}, ${kept && sql.json(forKeeping(kept))}, ${glance.model}, ${found.verdict},
      ${sql.json(matches.map((match) => ({ ...match })))}, ${sql.json(parts)})
    returning id`
  await sql`
    insert into picture_question_regions (org_id, question_id, region, vector)
    select current_org(), ${row!.id}, place, text::halfvec(512)
    from unnest(${glance.sought.regions.map(vectorText)}::text[]) with ordinality as t (text, place)`
  return row!.id
}

/** One's own, or anybody's for the team. Refused in the same words where there is none. */
export async function pictureQuestion(
  sql: Sql,
  actor: Actor,
  id: string,
): Promise<PictureQuestion> {
  const isTeam = actor.may.has('chats:answer')
  const [row] = await sql<(Omit<PictureQuestion, 'kept'> & { kept: unknown })[]>`
    select q.id, q.conversation_id as "conversationId", q.user_id as "userId", u.name as "askedBy",
      q.words, case when f.removed_at is null then f.id end as "fileId", q.verdict, q.found,
      q.parts, q.kept, q.offered_at as "offeredAt"
    from picture_questions q
    join users u on u.org_id = q.org_id and u.id = q.user_id
    left join stored_files f on f.org_id = q.org_id and f.id = q.file_id
    where q.id = ${id} and (q.user_id = ${actor.userId} or ${isTeam})`
  if (!row) throw new Refusal(`There is no photo ${id} here.`)
  return { ...row, kept: row.kept === null ? null : readKept(row.kept) }
}

interface Choosing {
  questionId: string
  productId: string
  now: Date
}

/** "This one", said of one's own photo. The team's word teaches at once. */
export async function choosePictured(
  sql: Sql,
  actor: Actor,
  { questionId, productId, now }: Choosing,
): Promise<void> {
  allow(actor, 'catalogue:search')
  await pictureQuestion(sql, actor, questionId)
  const isStaff = worksHere(actor)
  const { userId } = actor
  await sql`
    insert into picture_choices (org_id, question_id, user_id, product_id, is_staff, chosen_at)
    select org_id, ${questionId}, ${userId}, id, ${isStaff}::boolean, ${now}::timestamptz
    from products
    where id = ${productId}
    on conflict do nothing`
  const lesson = { productId, isStaff, now }
  if (isStaff) return teach(sql, { ...lesson, questionId })
  const others = await saidAlike(sql, { questionId, productId, userId })
  if (others.length === 0) return
  for (const id of [questionId, ...others]) await teach(sql, { ...lesson, questionId: id })
}
