import { z } from 'zod'
import { worksHere } from '#domain/identity.ts'
import { defineTool } from '#engine/tool.ts'

const calling =
  'I have told the team. Somebody will write to you here; I stay quiet until then. Whatever you write now goes to them.'

export const askForPersonTool = defineTool({
  name: 'ask_for_person',
  description:
    'Calls a person of the shop to this chat, when a customer asks for one, complains, or cannot be helped here. Not for questions that another tool answers.',
  phrases: [
    'talk|speak|chat|connect|transfer to|with (?:person|human|agent|operator|somebody|someone|staff|manager|owner|representative|team)',
    'put through to|with (?:person|human|agent|operator|somebody|someone|staff|manager|owner|team)',
    'real|actual|live person|human|agent|operator',
    'need|want|get|call|give|is person|human|agent|operator|representative|manager',
    '=human',
    '=agent',
    '=person',
    '=operator',
    'complain|complaint|customer service|are you a bot|are you a robot|are you human',
  ],
  needs: null,
  input: z.object({}),

  async run({ actor, org }) {
    if (worksHere(actor))
      return {
        facts: { called: false },
        say: () => `This account is one of the team of ${org.name}: there is nobody else to call.`,
      }
    return { facts: { called: true }, say: () => calling, wantsPerson: true }
  },
})
