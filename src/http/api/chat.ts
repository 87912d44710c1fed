/** Chats: what was said, templates, and a message as if it had come by chat. */
import { z } from '@hono/zod-openapi'
import { converse } from '#chat/converse.ts'
import { conversationExists, listConversations, listTurns } from '#chat/list-conversations.ts'
import { templates } from '#domain/templates.ts'
import { byId, id, listOf, longText, pageOf, paging, stamp, text } from './fields.ts'
import { type AnyOperation, operation } from './operation.ts'
import { Problem } from './problem.ts'

const tag = 'Chat'

const conversation = z
  .strictObject({
    id: id(),
    channel: z.string(),
    isGroup: z.boolean(),
    userId: id(),
    person: z.string().nullable(),
    lastInboundAt: stamp().nullable(),
    isUnreachable: z.boolean(),
    createdAt: stamp(),
  })
  .openapi('Conversation')

const turn = z
  .strictObject({
    id: id(),
    conversationId: id(),
    channel: z.string(),
    userId: id(),
    question: z.string(),
    reply: z.string(),
    tools: z.array(z.string()),
    refused: z.boolean(),
    model: z.string(),
    startedAt: stamp(),
    endedAt: stamp(),
  })
  .openapi('Turn')

const template = z
  .strictObject({
    name: z.string(),
    category: z.enum(['UTILITY', 'MARKETING']),
    parameters: z.array(
      z.strictObject({ name: z.string(), description: z.string(), example: z.string() }),
    ),
    texts: z.array(z.strictObject({ language: z.string(), text: z.string() })),
  })
  .openapi('Template')

const said = z
  .strictObject({
    reply: z.string(),
    buttons: z.array(z.strictObject({ id: z.string(), title: z.string() })),
    tools: z.array(z.string()),
    refused: z.boolean(),
    model: z.string(),
  })
  .openapi('Reply')

export const chat: AnyOperation[] = [
  operation({
    ...{ method: 'post', path: '/chat/webhook/inbound', tag, needs: 'person' },
    summary: 'A message as if you had sent it by chat, answered here',
    description:
      'It speaks for you alone, with your rights; what it proposes waits for your yes in the same ' +
      'conversation: say `yes`, or the id of a button.',
    body: z.strictObject({
      text: longText(4_000, 1),
      conversation: text(60).default('api').openapi({ description: 'A name of your own' }),
    }),
    ...{ status: 200, gives: 'What Tillie answers', schema: said },
    runOutside: async ({ doors, inside, body, now }) => {
      const { orgId, userId } = await inside(async (_sql, { actor }) => actor)
      const conversationKey = `api ${body.conversation}`
      const asked = { orgId, userId, conversationKey, text: body.text, now }
      const answered = await converse(doors, asked)
      return {
        body: {
          reply: answered.text,
          buttons: answered.choices.map(({ token, title }) => ({ id: token, title })),
          tools: answered.tools.map(({ name }) => name),
          refused: answered.refused,
          model: answered.model,
        },
      }
    },
  }),
  operation({
    ...{ method: 'get', path: '/chat/templates', tag, needs: 'anyone' },
    summary: 'Templates of messages that the business sends first, with parameters and languages',
    description: 'MARKETING goes only to those who opted in.',
    ...{ status: 200, gives: 'All of them', schema: listOf(template) },
    run: async () => ({ body: { items: templates } }),
  }),
  operation({
    ...{ method: 'get', path: '/conversations', tag, needs: 'audit:read' },
    summary: 'Conversations, the one begun last first',
    query: z.object(paging),
    ...{ status: 200, gives: 'One page of them', schema: pageOf(conversation) },
    run: async (sql, { query }) => ({ body: await listConversations(sql, query) }),
  }),
  operation({
    ...{ method: 'get', path: '/conversations/{id}/turns', tag, needs: 'audit:read' },
    summary: 'What was asked and answered in a conversation, the newest first',
    params: byId,
    query: z.object(paging),
    ...{ status: 200, gives: 'One page of it', schema: pageOf(turn) },
    run: async (sql, { params, query }) => {
      if (!(await conversationExists(sql, params.id))) throw new Problem('not-found')
      return { body: await listTurns(sql, { ...query, conversationId: params.id }) }
    },
  }),
  operation({
    ...{ method: 'get', path: '/sessions/logs', tag, needs: 'audit:read' },
    summary: 'What was asked and answered in all chats, the newest first',
    query: z.object(paging),
    ...{ status: 200, gives: 'One page of it', schema: pageOf(turn) },
    run: async (sql, { query }) => ({ body: await listTurns(sql, query) }),
  }),
]
