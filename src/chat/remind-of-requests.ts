/** Requests that nobody has answered: the team is reminded, and the customer hears once that it still waits. */
import type { Sql } from '#db/sql.ts'
import { dueReminders, noteReminded, type Reminder } from '#domain/order-requests/reminders.ts'
import { shortGoods } from '#domain/order-requests/short-goods.ts'
import { currentOrg, type Org } from '#domain/org.ts'
import { afterQuiet, quietHoursOf } from '#domain/quiet-hours.ts'
import { wordsFor } from '#kit/words.ts'
import { offersFor, tellCustomer } from './order-news.ts'
import { reminderNews, stillWaitsNews } from './order-news-words.ts'
import { staffChats } from './staff.ts'
import { type TellDeps, tellPerson } from './tell-person.ts'
import type { Way } from './ways.ts'

/** The rest waits for the next minute. */
const remindersMax = 50

export async function remindOfRequests(sql: Sql, deps: TellDeps): Promise<void> {
  const org = await currentOrg(sql)
  const { timezone } = org
  const { now } = deps
  const due = await dueReminders(sql, { timezone, now, limit: remindersMax })
  if (due.length === 0) return
  const chats = await staffChats(sql, 'orders:write')
  const awake: Way[] = []
  for (const chat of chats)
    if (afterQuiet(await quietHoursOf(sql, chat.userId), now, timezone) <= now)
      awake.push(chat as Way)
  // Everybody who could be told sleeps: it waits for the first of them.
  if (chats.length > 0 && awake.length === 0) return
  const isStaffTold = awake.length > 0
  for (const reminder of due) {
    await remindStaff(sql, reminder, { org, awake, deps })
    if (reminder.which === 'first') {
      const news = { request: reminder.request, standing: 'waiting' as const, isStaffTold }
      await tellCustomer(sql, news, deps, stillWaitsNews)
    }
    // Of what nobody can be told, the customer is: once.
    await noteReminded(sql, reminder, { isStaffTold, now })
  }
}

async function remindStaff(
  sql: Sql,
  { request }: Reminder,
  { org, awake, deps }: { org: Org; awake: Way[]; deps: TellDeps },
): Promise<void> {
  const text = reminderNews(request, {
    short: await shortGoods(sql, request.orderId),
    words: wordsFor(org),
    timezone: org.timezone,
  })
  await tellPerson(sql, awake, { text, offers: offersFor(request), isNotice: true }, deps)
}
