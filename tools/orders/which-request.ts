/** The order request that was meant: by its number, or the only one that waits. */
import type { Sql } from '#db/sql.ts'
import { findRequest, waitingRequests } from '#domain/order-requests/list-requests.ts'
import type { OrderRequest } from '#domain/order-requests/request.ts'
import type { Json, ToolContext } from '#engine/tool.ts'
import { oneLine } from '#kit/harmless.ts'
import { type Found, justSay, whichOne } from '../ask-back.ts'

interface Asking {
  /** The tool that a tapped button calls. */
  tool: string
  again: (request: string) => Json
  /** Only the own ones of the person who asks. */
  isOwn?: boolean
}

const offeredMax = 8

/** Of a number: answered or not. Without one: the one that waits, or which of them. */
export async function whichRequest(
  { sql, actor }: Pick<ToolContext, 'sql' | 'actor'>,
  said: string | undefined,
  asking: Asking,
): Promise<Found<OrderRequest>> {
  const askedBy = asking.isOwn ? actor.userId : undefined
  if (said) return ofNumber(sql, said, { userId: actor.userId, isOwn: asking.isOwn ?? false })
  const waiting = await waitingRequests(sql, { askedBy, limit: offeredMax })
  const [only, ...more] = waiting
  if (!only) return { is: 'ask', ask: justSay('No order request waits for an answer.') }
  if (more.length === 0) return { is: 'one', one: only }
  const choices = waiting.map(({ order, customerName }) => ({
    title: order.number,
    description: oneLine(customerName ?? ''),
    input: asking.again(order.number),
  }))
  return { is: 'ask', ask: whichOne(asking.tool, 'the order request', choices) }
}

async function ofNumber(
  sql: Sql,
  said: string,
  { userId, isOwn }: { userId: string; isOwn: boolean },
): Promise<Found<OrderRequest>> {
  const found = await findRequest(sql, { number: said, askedBy: isOwn ? userId : undefined })
  if (found) return { is: 'one', one: found }
  return { is: 'ask', ask: justSay(`I find no order request ${said}.`, { unknown: said }) }
}
