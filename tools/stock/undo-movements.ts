/** What moved stock is undone by movements the other way, at the same moment and cost. */
import { z } from 'zod'
import { reverseMovement } from '#domain/stock/reverse-movement.ts'
import type { Json, ToolContext, ToolResult } from '#engine/tool.ts'

const kept = z.object({ movementIds: z.array(z.string()) })

/** `facts` are those of the tool's run: the movements that it made. */
export async function undoMovements(
  { sql, actor, now }: ToolContext,
  { facts }: { facts: Json },
): Promise<ToolResult> {
  for (const movementId of kept.parse(facts).movementIds.toReversed())
    await reverseMovement(sql, actor, { movementId, reason: 'undone in chat', now })
  return {
    facts: { undone: true },
    say: () => 'Undone: stock and books are as before.',
    mustNotRepeat: true,
  }
}
