/** Line icons, drawn in the colour of the text beside them and left out by screen readers. */
import { html, raw } from 'hono/html'

const strokes = {
  menu: '<path d="M4 7h16M4 12h16M4 17h16"/>',
  reports: '<path d="M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6"/>',
  sales: '<path d="M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6"/>',
  audit: '<path d="M12 3l7 3v6c0 4-3 7-7 9-4-2-7-5-7-9V6zM9 12l2 2 4-4"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3 2"/>',
  settings:
    '<path d="M4 8h10M18 8h2M4 16h2M10 16h10"/><circle cx="16" cy="8" r="2"/><circle cx="8" cy="16" r="2"/>',
  leave: '<path d="M14 4h5v16h-5M4 12h10M10 8l4 4-4 4"/>',
  file: '<path d="M12 4v11M7 11l5 5 5-5M5 20h14"/>',
  good: '<path d="M5 13l4 4L19 7"/>',
  bad: '<path d="M12 4l9 16H3zM12 10v4M12 17v.01"/>',
  spark: '<path d="M12 3l2 6 6 2-6 2-2 6-2-6-6-2 6-2z"/>',
  back: '<path d="M14 6l-6 6 6 6"/>',
  forth: '<path d="M10 6l6 6-6 6"/>',
  key: '<circle cx="8" cy="15" r="4"/><path d="M11 12l8-8M16 7l3 3"/>',
} as const
export type IconName = keyof typeof strokes

export function icon(name: IconName) {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${raw(strokes[name])}</svg>`
}
