/** The private chats through which a person can be written to, when nobody asked anything. */
import type { Sql } from '#db/sql.ts'
import type { SubscribedChannel } from '#domain/subscriptions.ts'

export interface Way {
  id: string
  channel: SubscribedChannel
  account: string
}

/**
 * One chat for each channel that is asked for, the last used; where none is asked for, or none of them
 * can be reached, the one that the person used last. [] when there is none at all.
 */
export async function waysTo(
  sql: Sql,
  userId: string,
  channels: readonly SubscribedChannel[],
): Promise<Way[]> {
  const all = await sql<Way[]>`
    select id, channel, account
    from (
      select distinct on (channel) id, channel, account, last_inbound_at
      from conversations
      where org_id = current_org() and user_id = ${userId} and not is_group
        and channel in ('whatsapp', 'telegram') and unreachable_since is null
      order by channel, last_inbound_at desc nulls last, id desc
    ) latest
    order by last_inbound_at desc nulls last, id desc`
  const asked = all.filter(({ channel }) => channels.includes(channel))
  return asked.length > 0 ? asked : all.slice(0, 1)
}
