/** What a turn has others told: those who hold a scope, or one person, each in a chat of their own. */
import type { Sql } from '#db/sql.ts'
import type { Answered } from '#engine/answer.ts'
import type { Tell } from '#engine/tool.ts'
import type { CareContext } from './care.ts'
import { meaningOf } from './choices.ts'
import { staffChats, tell } from './staff.ts'
import { waysTo } from './ways.ts'

/** In the transaction that ends the turn. Whoever cannot be reached is left out. */
export async function tellThem(
  sql: Sql,
  { tells = [] }: Answered,
  context: CareContext,
): Promise<void> {
  for (const { to, text, offers = [] } of tells) {
    const notice = { text, offers: offers.map((one) => ({ ...one, meaning: meaningOf(one) })) }
    await tell(sql, await chatsOf(sql, to, context), notice, context)
  }
}

function chatsOf(sql: Sql, to: Tell['to'], { actor }: CareContext) {
  return 'scope' in to
    ? staffChats(sql, to.scope, { except: actor.userId })
    : waysTo(sql, to.userId, [])
}
