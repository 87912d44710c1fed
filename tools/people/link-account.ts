import { z } from 'zod'
import { defineTool } from '#engine/tool.ts'

export const linkAccountTool = defineTool({
  name: 'link_account',
  description:
    'Explains how a person links this chat to their account with a one-time code. The code itself is taken when it is sent, before any model reads it.',
  phrases: [
    'link|connect|register|pair (?:my|this|an?) (?:account|phone|number|chat|telegram|whatsapp)',
    'log ?in|sign in',
    'i (?:am|work) (?:the owner|here|at|for)',
    'link code|one-time code',
  ],
  needs: null,
  input: z.object({}),

  async run({ actor, org }) {
    const linked = actor.roles.filter((role) => role !== 'customer')
    const say =
      linked.length > 0
        ? `This chat is linked to ${org.name} already, as ${linked.join(' and ')}.`
        : `Ask the owner of ${org.name} for a one-time code, then send it here, and nothing else in the message. It holds for 24 hours and works once.`
    return { facts: { roles: [...actor.roles] }, say: () => say }
  },
})
