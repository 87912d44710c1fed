/** What the business sends first: templates into a chat, and what a person agreed to be sent. */
import { z } from '@hono/zod-openapi'
import { sendTemplate } from '#chat/send-template.ts'
import { hasConsent, recordConsent } from '#domain/consents.ts'
import { personExists } from '#domain/people.ts'
import { byId, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { Problem } from './problem.ts'

const consent = z.strictObject({ topic: z.literal('marketing'), isGranted: z.boolean() })
const tag = 'Chat'

export const outreach: AnyOperation[] = [
  operation({
    ...{ method: 'post', path: '/conversations/{id}/templates', tag, needs: 'chats:answer' },
    summary: 'A template goes into a chat, with its parameters',
    description:
      'UTILITY to anybody, MARKETING only to those who opted in. It leaves through the outbox.',
    params: byId,
    body: z.strictObject({
      template: text(120).openapi({ example: 'order_update_v1' }),
      language: text(12).openapi({ example: 'en' }),
      parameters: z
        .array(z.string().max(200))
        .max(10)
        .openapi({ example: ['Juma', 'S-1042', 'on its way'] }),
    }),
    ...{
      status: 201,
      gives: 'It stands in the outbox',
      schema: z.strictObject({ queued: z.literal(true) }),
    },
    run: async (sql, { actor, params, body, now }) => {
      await sendTemplate(sql, actor, { conversationId: params.id, ...body, now })
      return { body: { queued: true } }
    },
  }),
  operation({
    ...{ method: 'get', path: '/people/{id}/consents/marketing', tag, needs: 'chats:answer' },
    summary: 'Whether a person agreed to get offers',
    params: byId,
    ...{ status: 200, gives: 'What they said last', schema: consent },
    run: async (sql, { params }) => {
      if (!(await personExists(sql, params.id))) throw new Problem('not-found')
      const isGranted = await hasConsent(sql, { userId: params.id, topic: 'marketing' })
      return { body: { topic: 'marketing', isGranted } }
    },
  }),
  operation({
    ...{ method: 'put', path: '/people/{id}/consents/marketing', tag, needs: 'chats:answer' },
    summary: 'A person told you whether they want offers',
    params: byId,
    body: z.strictObject({ isGranted: z.boolean() }),
    ...{ status: 200, gives: 'As it now stands', schema: consent },
    run: async (sql, { actor, params, body, now }) => {
      if (!(await personExists(sql, params.id))) throw new Problem('not-found')
      const { isGranted } = body
      const said = { userId: params.id, topic: 'marketing' as const, isGranted }
      await recordConsent(sql, { ...said, via: 'api', recordedBy: actor.userId, now })
      return { body: { topic: 'marketing', isGranted } }
    },
  }),
]
