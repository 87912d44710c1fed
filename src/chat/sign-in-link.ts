/** A link to the pages for the person who asked, in their own chat alone; it is said once and not remembered. */
import { randomBytes } from 'node:crypto'
import type { Sql } from '#db/sql.ts'
import { issueSignInLink } from '#domain/sign-in-links.ts'

export interface Asking {
  orgId: number
  userId: string
  /** Where the pages are; null when nobody knows. */
  pagesUrl: string | null
  isGroup: boolean
  now: Date
}

export const onlyInChat = 'I send the link to your own chat on WhatsApp or Telegram: ask me there.'

/** A private chat gets the link, any other place the way to it. */
export async function signInLink(
  sql: Sql,
  { orgId, userId, pagesUrl, isGroup, now }: Asking,
): Promise<string> {
  if (!pagesUrl || isGroup) return onlyInChat
  const { token } = await issueSignInLink(sql, { userId, now, random: randomBytes })
  return `${pagesUrl}/sign-in/${orgId}.${token}`
}
