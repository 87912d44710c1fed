/** Each morning people hear which of their reports did not arrive; of whom nobody can reach, the owners do. */

import { roadLimits } from '#chat/limits.ts'
import { staffChats, tell } from '#chat/staff.ts'
import { type TellDeps, tellPerson } from '#chat/tell-person.ts'
import { waysTo } from '#chat/ways.ts'
import type { Sql } from '#db/sql.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { slotsAreTold, type UndeliveredSlot, undeliveredSlots } from '#domain/undelivered-slots.ts'
import { dayOf } from '#kit/calendar.ts'
import { wordsFor } from '#kit/words.ts'
import { reportKinds } from '#reports/kinds.ts'

const listedMax = 10

export async function tellUndelivered(sql: Sql, deps: TellDeps): Promise<void> {
  const { now } = deps
  const org = await currentOrg(sql)
  const all = await undeliveredSlots(sql, now)
  for (const [userId, slots] of Map.groupBy(all, (slot) => slot.userId)) {
    const ways = await waysTo(sql, userId, [])
    if (ways.length > 0) {
      const text = `Did not arrive by itself:\n${listOf(slots, org)}\nAsk me for it, or look at the dashboard.`
      await tellPerson(sql, ways, { text, isNotice: true }, deps)
    } else {
      const chats = await staffChats(sql, 'people:manage', { except: userId })
      if (chats.length === 0) continue
      const who = slots[0]!.userName ?? 'somebody'
      const text = `I could not reach ${who} with:\n${listOf(slots, org)}`
      await tell(sql, chats, { text }, { limits: roadLimits, now })
    }
    await slotsAreTold(sql, slots, now)
  }
}

function listOf(slots: readonly UndeliveredSlot[], org: Org): string {
  const { day } = wordsFor(org)
  const lines = slots.slice(0, listedMax).map(({ type, dueAt, reason }) => {
    const title = reportKinds.find((kind) => kind.type === type)?.title ?? type
    const why = reason ? `: ${reason.replace(/\.$/, '')}` : ''
    return `• ${title}, due on ${day(dayOf(dueAt, org.timezone))}${why}.`
  })
  const more = slots.length - lines.length
  return [...lines, ...(more > 0 ? [`• and ${more} more`] : [])].join('\n')
}
