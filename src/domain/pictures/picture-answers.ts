/** What the team says of a photo that nobody knew; whoever had asked is told. */
import type { Sql } from '#db/sql.ts'
import { record } from '#domain/audit.ts'
import { type Actor, allow } from '#domain/identity.ts'
import { Refusal } from '#kit/refusal.ts'
import { teach } from './learned.ts'
import { pictureQuestion } from './picture-questions.ts'

interface Answering {
  questionId: string
  /** null: the shop does not have it. */
  productId: string | null
  now: Date
}

/** Once for each photo; refused when somebody was faster. The photo teaches what the product looks like. */
export async function answerPicture(
  sql: Sql,
  actor: Actor,
  { questionId, productId, now }: Answering,
): Promise<void> {
  allow(actor, 'chats:answer')
  const question = await pictureQuestion(sql, actor, questionId)
  const { userId } = actor
  // Of one's own photo, nobody else is told.
  const toldAt = question.userId === userId ? now : null
  const answered = await sql`
    insert into picture_answers (org_id, question_id, product_id, answered_by, answered_at, told_at)
    values (current_org(), ${questionId}, ${productId}, ${userId}, ${now}, ${toldAt})
    on conflict do nothing`
  if (answered.count === 0) throw new Refusal(`Photo ${questionId} was answered already.`)
  if (productId) await teach(sql, { questionId, productId, isStaff: true, now })
  await record(sql, {
    at: now,
    action: 'picture.answered',
    userId,
    subject: `picture_question:${questionId}`,
    detail: { product: productId },
  })
}

export interface UntoldAnswer {
  questionId: string
  productId: string | null
  conversation: { id: string; channel: string; account: string }
}

const untoldMax = 50

/** Answers that the askers have not heard of; whoever reads them tells them in the same transaction. */
export function untoldAnswers(sql: Sql): Promise<UntoldAnswer[]> {
  return sql<UntoldAnswer[]>`
    select a.question_id as "questionId", a.product_id as "productId",
      jsonb_build_object('id', c.id::text, 'channel', c.channel, 'account', c.account)
        as conversation
    from picture_answers a
    join picture_questions q on q.org_id = a.org_id and q.id = a.question_id
    join conversations c on c.org_id = q.org_id and c.id = q.conversation_id
    where a.told_at is null
    order by a.question_id
    limit ${untoldMax}
    for update of a skip locked`
}

export async function noteTold(sql: Sql, questionId: string, now: Date): Promise<void> {
  await sql`
    update picture_answers
    set told_at = ${now}
    where question_id = ${questionId}`
}
