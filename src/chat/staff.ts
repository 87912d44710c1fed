/** Writing to the people who run the business, in their own chats, about what happens in another. */
import type { Sql } from '#db/sql.ts'
import type { Scope } from '#domain/identity.ts'
import { houseScopes, roles } from '#domain/identity.ts'
import { harmless } from '#kit/harmless.ts'
import { keepChoices, type Meaning } from './choices.ts'
import type { RoadLimits } from './limits.ts'
import { queueMessages } from './queue.ts'

export interface StaffChat {
  id: string
  channel: string
  account: string
  userId: string
}

interface Notice {
  text: string
  offers?: { title: string; meaning: Meaning }[]
}

/** A business of hundreds need not all be woken. */
const toldMax = 10

/**
 * The private chats of those who hold a scope by one of their roles, one a person, the latest used;
 * `only` narrows it to one person. Whoever cannot be reached is left out.
 */
export async function staffChats(
  sql: Sql,
  scope: Scope,
  { only = null, except = null }: { only?: string | null; except?: string | null } = {},
): Promise<StaffChat[]> {
  const house = roles.filter((role) => role !== 'customer' && houseScopes[role].includes(scope))
  return sql<StaffChat[]>`
    select distinct on (c.user_id) c.id, c.channel, c.account, c.user_id as "userId"
    from conversations c
    where not c.is_group and c.channel <> 'terminal' and c.unreachable_since is null
      and exists (
        select
        from user_roles r
        left join role_scopes e on e.role = r.role and e.scope = ${scope}
        where r.user_id = c.user_id and r.role <> 'customer'
          and coalesce(e.granted, r.role = any(${house}::text[])))
      and (${only}::bigint is null or c.user_id = ${only}::bigint)
      and (${except}::bigint is null or c.user_id <> ${except}::bigint)
    order by c.user_id, c.last_inbound_at desc nulls last
    limit ${toldMax}`
}

/** The same to each of them; each has buttons of their own. */
export async function tell(
  sql: Sql,
  chats: readonly Omit<StaffChat, 'userId'>[],
  { text, offers = [] }: Notice,
  { limits, now }: { limits: RoadLimits; now: Date },
): Promise<void> {
  for (const chat of chats) {
    const choices = await keepChoices(sql, {
      conversationId: chat.id,
      turnId: null,
      offers,
      now,
      lifetimeMs: limits.choiceLifetimeMs,
    })
    const message = {
      is: 'text' as const,
      text: harmless(text),
      ...(choices.length && { choices }),
    }
    await queueMessages(sql, { conversation: chat, messages: [message], purpose: 'notice', now })
  }
}
