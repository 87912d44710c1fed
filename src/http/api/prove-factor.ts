/** The second factor of an edit: the code in `X-2FA-Code`, looked at and used up before anything is done. */
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Sql } from '#db/sql.ts'
import type { ApiDoors } from './api-doors.ts'
import type { Caller } from './caller.ts'
import { sayVerdict } from './login.ts'
import { Problem } from './problem.ts'

export const factorHeader = {
  'x-2fa-code': z
    .string()
    .max(20)
    .optional()
    .openapi({ description: 'The code of your authenticator app; good once' }),
}

/** In a transaction of its own: a wrong code counts, though the edit comes to nothing. */
export async function proveFactor({
  c,
  doors,
  inside,
  now,
}: {
  c: Context
  doors: ApiDoors
  inside<T>(work: (sql: Sql, caller: Caller) => Promise<T>): Promise<T>
  now: Date
}): Promise<void> {
  const code = c.req.header('x-2fa-code')
  if (!code)
    throw new Problem(
      'second-factor-needed',
      'Send the code of your authenticator app: X-2FA-Code.',
    )
  const verdict = await inside((sql, { actor: { userId } }) =>
    doors.secondFactor.verify(sql, { userId, code, now }),
  )
  if (verdict.is !== 'right') throw new Problem('second-factor-needed', sayVerdict(verdict.is))
}
