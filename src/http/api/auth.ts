/** Getting in: registration with a one-time code, login, and sessions that are renewed. */
import { randomBytes } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import { roles, scopes } from '#domain/identity.ts'
import { spendCode } from '#domain/linking.ts'
import { findOrg } from '#domain/org.ts'
import { hashPassword, setPassword } from '#domain/passwords.ts'
import {
  beginSession,
  endSession,
  endSessionsOf,
  rotateSession,
  type Session,
} from '#domain/sessions.ts'
import type { AccessTokens } from './access-tokens.ts'
import type { ApiDoors } from './api-doors.ts'
import { id, stamp, text } from './fields.ts'
import { checkLogin } from './login.ts'
import { type AnyOperation, operation } from './operation.ts'
import { Problem } from './problem.ts'

const tag = 'Getting in'
const password = z.string().min(1).max(200).openapi({ format: 'password' })
const business = text(200).optional().openapi({
  description: 'Name of the business; the one that this server answers for when left out',
})
const login = text(120).openapi({ example: 'wanjiru@example.com' })

const session = z
  .strictObject({
    accessToken: z.string().openapi({ description: 'Goes into `Authorization: Bearer …`' }),
    accessTokenExpiresAt: stamp(),
    refreshToken: z
      .string()
      .openapi({ description: 'Good once; the next comes with each refresh' }),
    refreshTokenExpiresAt: stamp(),
  })
  .openapi('Session')

const credentials = z
  .strictObject({
    login,
    password,
    business,
    totp: z
      .string()
      .regex(/^\d{6}$/)
      .optional()
      .openapi({ description: 'Code of the authenticator app, where one is set up' }),
  })
  .openapi('Credentials')

const registration = z
  .strictObject({
    code: text(40).openapi({
      description: 'One-time code of `tillie link`',
      example: 'TILL-4H8WN-C2PZE',
    }),
    login,
    password: z.string().min(10).max(200).openapi({ format: 'password' }),
    business,
  })
  .openapi('Registration')

const wrongCode = 'That code is wrong, used or too old: ask for another.'

export function auth(tokens: AccessTokens): AnyOperation[] {
  const toldSession = async (orgId: number, { sessionId, userId, ...rest }: Session, now: Date) => {
    const { token, expiresAt } = await tokens.sign({ orgId, userId, sessionId }, now)
    const { refreshToken, expiresAt: refreshTokenExpiresAt } = rest
    return {
      accessToken: token,
      accessTokenExpiresAt: expiresAt,
      refreshToken: `${orgId}.${refreshToken}`,
      refreshTokenExpiresAt,
    }
  }

  return [
    operation({
      ...{ method: 'post', path: '/auth/register', tag, needs: 'stranger' },
      summary: 'A person whom the business knows chooses a login and a password',
      description: 'Sessions begun with an earlier password of theirs end.',
      body: registration,
      ...{ status: 201, gives: 'A session', schema: session },
      runOutside: async ({ doors, body, now }) => {
        const orgId = await orgOf(doors, body.business)
        const hash = await hashPassword(body.password, body.login)
        const begun = await doors.db.asOrg(orgId, async (sql) => {
          const userId = await spendCode(sql, { code: body.code, now })
          if (!userId) return null
          await setPassword(sql, { userId, login: body.login, hash, now })
          await endSessionsOf(sql, userId, now)
          return beginSession(sql, { userId, now, random: randomBytes })
        })
        if (!begun) throw new Problem('unauthenticated', wrongCode)
        return { body: await toldSession(orgId, begun, now) }
      },
    }),
    operation({
      ...{ method: 'post', path: '/auth/login', tag, needs: 'stranger' },
      summary: 'A session for a login and a password',
      description: 'Five wrong tries close a login for 15 minutes.',
      body: credentials,
      ...{ status: 200, gives: 'A session', schema: session },
      runOutside: async ({ doors, body, now }) => {
        const orgId = await orgOf(doors, body.business)
        const userId = await checkLogin(doors, { ...body, orgId, now })
        const begun = await doors.db.asOrg(orgId, (sql) =>
          beginSession(sql, { userId, now, random: randomBytes }),
        )
        return { body: await toldSession(orgId, begun, now) }
      },
    }),
    operation({
      ...{ method: 'post', path: '/auth/refresh', tag, needs: 'stranger' },
      summary: 'The next tokens of a session',
      description: 'A refresh token that comes a second time ends its session.',
      body: z.strictObject({ refreshToken: text(100) }),
      ...{ status: 200, gives: 'The session goes on', schema: session },
      runOutside: async ({ doors, body, now }) => {
        const [, org, token] = /^(\d{1,9})\.([\w-]{43})$/.exec(body.refreshToken) ?? []
        const over = new Problem('unauthenticated', 'The session is over: log in again.')
        if (!org || !token) throw over
        const rotated = await doors.db.asOrg(Number(org), (sql) =>
          rotateSession(sql, { token, now, random: randomBytes }),
        )
        if (rotated.is !== 'rotated') throw over
        return { body: await toldSession(Number(org), rotated.session, now) }
      },
    }),
    operation({
      ...{ method: 'post', path: '/auth/logout', tag, needs: 'person' },
      summary: 'The session ends, its tokens with it',
      ...{ status: 204, gives: 'It is over' },
      run: async (sql, { sessionId, now }) => {
        await endSession(sql, { sessionId: sessionId!, now })
        return {}
      },
    }),
    operation({
      ...{ method: 'get', path: '/auth/me', tag, needs: 'anyone' },
      summary: 'Who the token speaks for, and what they may do',
      ...{ status: 200, gives: 'The person, as the business knows them' },
      schema: z.strictObject({
        userId: id(),
        name: z.string().nullable(),
        business: z.string(),
        currency: z.string(),
        timezone: z.string(),
        roles: z.array(z.enum(roles)),
        may: z.array(z.enum(scopes)),
      }),
      run: async (_sql, { actor, org }) => ({
        body: {
          ...{ userId: actor.userId, name: actor.name, business: org.name },
          ...{ currency: org.currency, timezone: org.timezone },
          ...{ roles: actor.roles, may: [...actor.may] },
        },
      }),
    }),
  ]
}

/** A business that is not there is told like a wrong password. */
async function orgOf({ db, orgId }: ApiDoors, business: string | undefined): Promise<number> {
  if (business === undefined) return orgId
  const org = await findOrg(db, business)
  if (!org) throw new Problem('unauthenticated', 'There is no such login here.')
  return org.id
}
