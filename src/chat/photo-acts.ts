/** What follows from an answer about a photo, in the transaction that ends the turn. */
import type { Sql } from '#db/sql.ts'
import type { Actor } from '#domain/identity.ts'
import { choosePictured } from '#domain/pictures/picture-questions.ts'
import type { Answered } from '#engine/answer.ts'
import { offerPhoto, tellAskers } from './photo-news.ts'
import type { TellDeps } from './tell-person.ts'

const shownToTeam = 'I have shown your photo to the team; you hear from us here.'

/** What is to be said besides the answer, or ''. */
export async function settlePhotos(
  sql: Sql,
  { photoActs = [] }: Pick<Answered, 'photoActs'>,
  { actor, ...deps }: TellDeps & { actor: Actor },
): Promise<string> {
  await rememberChoices(sql, { photoActs }, { actor, now: deps.now })
  let isShown = false
  for (const act of photoActs) {
    if (act.do === 'offer') isShown = (await offerPhoto(sql, actor, act.photo, deps)) || isShown
    if (act.do === 'tell') await tellAskers(sql, deps)
  }
  return isShown ? shownToTeam : ''
}

/** What was tapped; all that a terminal can do, which reaches nobody else. */
export async function rememberChoices(
  sql: Sql,
  { photoActs = [] }: Pick<Answered, 'photoActs'>,
  { actor, now }: { actor: Actor; now: Date },
): Promise<void> {
  for (const act of photoActs) {
    if (act.do !== 'choose') continue
    const { photo: questionId, product: productId } = act
    await choosePictured(sql, actor, { questionId, productId, now })
  }
}
