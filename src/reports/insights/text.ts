/** Notes as lines of a chat message, under their label: they come after a report, never inside it. */
import { type Insights, insightsLabel } from './insights.ts'

const anomaliesMax = 6

/** Null when they are switched off. `**bold**` and line breaks are its only markup. */
export function insightsText(insights: Insights): string | null {
  if (insights.state === 'off') return null
  const { summary, anomalies, forecast, note } = insights
  return [
    ...(note ? [note] : []),
    `**${insightsLabel(insights)}**`,
    summary,
    ...anomalies
      .slice(0, anomaliesMax)
      .map(({ text, severity }) => `${severity === 'warning' ? '⚠' : '•'} ${text}`),
    ...(forecast ? [forecast.text] : []),
  ].join('\n')
}
