/**
 * A photo that nobody knows is shown to those who answer customers, and what they say of it is told to
 * whoever asked: each once, in the transaction that notes it.
 */
import type { Sql } from '#db/sql.ts'
import { availabilityOf } from '#domain/availability.ts'
import type { Actor } from '#domain/identity.ts'
import { currentOrg } from '#domain/org.ts'
import { cardOf } from '#domain/pictures/card.ts'
import { noteTold, type UntoldAnswer, untoldAnswers } from '#domain/pictures/picture-answers.ts'
import { noteOffered } from '#domain/pictures/picture-limits.ts'
import { pictureQuestion } from '#domain/pictures/picture-questions.ts'
import { getProduct } from '#domain/products/product.ts'
import { oneLine } from '#kit/harmless.ts'
import { wordsFor } from '#kit/words.ts'
import type { FileRef } from './message.ts'
import { staffChats } from './staff.ts'
import { type TellDeps, tellPerson } from './tell-person.ts'
import type { Way } from './ways.ts'

const wordsLengthMax = 300

/** False when nobody was shown it: nobody can be reached, or they were shown it before. */
export async function offerPhoto(
  sql: Sql,
  actor: Actor,
  photo: string,
  deps: TellDeps,
): Promise<boolean> {
  const ways = (await staffChats(sql, 'chats:answer', { except: actor.userId })) as readonly Way[]
  const { fileId, askedBy, words } = await pictureQuestion(sql, actor, photo)
  if (ways.length === 0 || !fileId || !(await noteOffered(sql, photo, deps.now))) return false
  const input = { photo }
  await tellPerson(
    sql,
    ways,
    {
      text: offerWords(photo, askedBy, words),
      files: [await fileOf(sql, fileId)],
      offers: [
        { title: 'It is …', meaning: { tool: 'answer_photo', input } },
        {
          title: 'We don’t have it',
          meaning: { tool: 'answer_photo', input: { ...input, none: 'yes' } },
        },
      ],
      isNotice: true,
    },
    deps,
  )
  return true
}

function offerWords(photo: string, askedBy: string | null, words: string): string {
  const said = oneLine(words).slice(0, wordsLengthMax).toWellFormed()
  return [
    `**${oneLine(askedBy ?? '') || 'A customer'}** asks with this photo, and I find nothing like it (photo ${photo}).`,
    ...(said ? [`“${said}”`] : []),
    `Tap below, or write: photo ${photo} is … and the product.`,
  ].join('\n')
}

async function fileOf(sql: Sql, id: string): Promise<FileRef> {
  const [file] = await sql<FileRef[]>`
    select id, mime, size_bytes::integer as "sizeBytes",
      'photo' || case mime when 'image/png' then '.png' else '.jpg' end as name
    from stored_files
    where id = ${id}`
  return file!
}

/** All that were answered and not told, those of an earlier turn that broke off too. */
export async function tellAskers(sql: Sql, deps: TellDeps): Promise<void> {
  for (const answer of await untoldAnswers(sql)) {
    if (answer.conversation.channel !== 'terminal') await tellAsker(sql, answer, deps)
    await noteTold(sql, answer.questionId, deps.now)
  }
}

async function tellAsker(
  sql: Sql,
  { productId, conversation }: UntoldAnswer,
  deps: TellDeps,
): Promise<void> {
  const product = productId && (await getProduct(sql, productId))
  const way = conversation as Way
  if (!product) {
    const text = 'The team has looked at your photo: we do not have this, sorry.'
    await tellPerson(sql, [way], { text, mustNotRepeat: true }, deps)
    return
  }
  const { id, name, sku, price } = product
  const { money } = wordsFor(await currentOrg(sql))
  const stock = (await availabilityOf(sql, [id])).get(id) ?? 'ask us'
  const card = await cardOf(sql, { productId: id })
  await tellPerson(
    sql,
    [way],
    {
      text: `The team has found what your photo shows: **${oneLine(name)}**, ${price === null ? 'no price yet' : money(price)}, ${stock}.`,
      files: card ? [card] : [],
      offers: [{ title: 'Order it', meaning: { tool: 'request_order', input: { product: sku } } }],
      mustNotRepeat: true,
    },
    deps,
  )
}
