import { z } from 'zod'
import { worksHere } from '#domain/identity.ts'
import { defineTool } from '#engine/tool.ts'

export const signInLinkTool = defineTool({
  name: 'sign_in_link',
  description:
    'Sends the person a link that signs them in to the dashboard, the pages with all reports, in this private chat. For "open the dashboard", "sign-in link". The link itself is added by the house and never shown to a model.',
  phrases: [
    '=dashboard',
    '=the dashboard',
    '=my dashboard',
    'open|show|see|visit|where|send|get the|my|your dashboard',
    'link to|for the dashboard',
    'sign-in|login|log-in link|page',
    '(?:sign me in|log me in)',
    '(?:sign|log) in to the dashboard|reports',
  ],
  needs: null,
  input: z.object({}),

  async run({ actor, org }) {
    if (!worksHere(actor))
      return {
        facts: { sent: false },
        say: () => `The dashboard is for those who run ${org.name}.`,
        refused: true,
      }
    const say =
      'Your link to the dashboard works once, within ten minutes, and for you alone: do not pass it on.'
    return { facts: { sent: true }, say: () => say, wantsSignIn: true }
  },
})
