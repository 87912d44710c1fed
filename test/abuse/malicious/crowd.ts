/** What people do in a turn: ask, tap a button of their own or somebody else's, say yes, send codes. */
import type { Db } from '#db/sql.ts'
import type { Decides } from '#engine/approval/act.ts'
import type { Dice } from '#test/world/dice.ts'
import { questions, texts } from './poison.ts'
import { codeFor, type Person } from './two-shops.ts'

export interface Move {
  person: Person
  now: Date
  is: 'asks' | 'taps' | 'says'
  text: string
  decides?: Decides
  /** Truly of this person's app, at this moment. */
  hasRightCode: boolean
}

interface Open {
  id: string
  orgId: number
  userId: string
  needs: string
  isDone: boolean
}

const lookBackIds = 12

export async function nextMove(db: Db, dice: Dice, people: Person[], now: Date): Promise<Move> {
  const person = dice.one(people)
  const kind = dice.weighed({ asks: 70, taps: 23, says: 7 })
  const text = dice.happens(0.5) ? dice.one(texts) : dice.one(questions)
  const plain: Move = { person, now, is: 'asks', text, hasRightCode: false }
  if (kind === 'asks') return plain
  if (kind === 'says') {
    const words = dice.one(['yes', 'no', 'undo', 'Yes!', 'ok', '000000', dice.one(texts)])
    return { ...plain, is: 'says', text: words }
  }
  const open = await latest(db)
  if (open.length === 0) return plain
  // Mostly somebody's own; sometimes another's, another shop's, decided, expired or made up.
  const own = open.filter(
    ({ userId, orgId }) => userId === person.actor.userId && orgId === person.org.id,
  )
  const { id: proposal, needs, isDone } = dice.one(own.length > 0 && dice.happens(0.6) ? own : open)
  const act = isDone
    ? dice.weighed({ approve: 2, refuse: 1, undo: 4 })
    : dice.weighed({ approve: 8, refuse: 1, undo: 1 })
  const guess = { id: String(dice.whole(0, 50)), code: String(dice.whole(100_000, 999_999)) }
  const hasRightCode = needs === 'second-factor' && person.secret !== null && dice.happens(0.6)
  const code = hasRightCode ? codeFor(person.secret!, now) : guess.code
  const decides: Decides = {
    do: act,
    proposal: dice.happens(0.05) ? guess.id : proposal,
    via: 'button',
    ...(dice.happens(0.8) && { code }),
  }
  const isRight = hasRightCode && decides.code === code
  return { ...plain, is: 'taps', text: 'Yes, do it', decides, hasRightCode: isRight }
}

/** Decided ones, too: buttons are tapped twice. */
function latest(db: Db): Promise<Open[]> {
  return db.asOwner(
    async (sql) => sql<Open[]>`
      select id, org_id as "orgId", proposed_by as "userId", needs,
        exists (
          select from proposal_decisions d
          where d.org_id = p.org_id and d.proposal_id = p.id and d.decision = 'approved')
          as "isDone"
      from proposals p
      order by id desc
      limit ${lookBackIds}`,
  )
}
