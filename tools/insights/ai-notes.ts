import { z } from 'zod'
import { hasInsights, insightSettings } from '#domain/insight-settings.ts'
import { asJson, defineTool } from '#engine/tool.ts'
import { hasNotes } from '#reports/insights/find.ts'
import { reportKinds } from '#reports/kinds.ts'

export const aiNotesTool = defineTool({
  name: 'ai_notes',
  description:
    'Says beside which reports AI notes are written. To switch them: switch_ai_notes. For the notes themselves: report_notes.',
  phrases: [
    '=(are|is) [the|our] (ai notes|ai insights|notes|insights) (on|off|on or off)',
    '=[show] ai notes',
    '=(which|what) reports have ai notes',
    '=ai notes settings',
  ],
  needs: 'reports:read',
  input: z.object({}),

  async run({ sql }) {
    const settings = await insightSettings(sql)
    const kinds = reportKinds.filter(({ type }) => hasNotes(type))
    const other = kinds.filter(({ type }) => hasInsights(settings, type) !== settings.on)
    const but = other.length > 0 ? `, but for ${other.map(({ title }) => title).join(', ')}` : ''
    return {
      facts: asJson({ on: settings.on, but: other.map(({ title }) => title) }),
      say: () =>
        `AI notes beside reports are **${settings.on ? 'on' : 'off'}**${but}. They are advisory, and never part of a report.`,
    }
  },
})
