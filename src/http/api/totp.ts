/** The authenticator app and the password of whoever is logged in. */
import { z } from '@hono/zod-openapi'
import { text } from './fields.ts'
import { sayVerdict } from './login.ts'
import { type AnyOperation, operation } from './operation.ts'
import { Problem } from './problem.ts'

const tag = 'Getting in'
const code = z.string().regex(/^\d{6}$/)

export const totp: AnyOperation[] = [
  operation({
    ...{ method: 'get', path: '/auth/totp', tag, needs: 'person' },
    summary: 'Is an authenticator app set up?',
    ...{ status: 200, gives: 'Whether it is', schema: z.strictObject({ isEnrolled: z.boolean() }) },
    runOutside: async ({ doors, inside }) => ({
      body: await inside(async (sql, { actor }) => ({
        isEnrolled: await doors.secondFactor.isEnrolled(sql, actor.userId),
      })),
    }),
  }),
  operation({
    ...{ method: 'post', path: '/auth/totp', tag, needs: 'person' },
    summary: 'A new secret for an authenticator app',
    description: 'It counts once its first code was confirmed.',
    ...{ status: 201, gives: 'The secret, told this once' },
    schema: z.strictObject({
      uri: z.string().openapi({ description: '`otpauth://…`, to be shown as a QR code' }),
      secret: text(200),
    }),
    runOutside: async ({ doors, inside, now }) => ({
      body: await inside((sql, { actor }) => doors.secondFactor.enrol(sql, actor, { now })),
    }),
  }),
  operation({
    ...{ method: 'post', path: '/auth/totp/confirm', tag, needs: 'person' },
    summary: 'The first code of the new app',
    body: z.strictObject({ code }),
    ...{ status: 200, gives: 'It counts', schema: z.strictObject({ isEnrolled: z.literal(true) }) },
    runOutside: async ({ doors, inside, body, now }) => {
      const verdict = await inside((sql, { actor }) =>
        doors.secondFactor.confirm(sql, actor, { code: body.code, now }),
      )
      if (verdict.is !== 'right') throw new Problem('second-factor-needed', sayVerdict(verdict.is))
      return { body: { isEnrolled: true } }
    },
  }),
]
