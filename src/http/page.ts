/** The plain frame around the few pages of the server's own: no scripts, nothing from elsewhere. */
import { html, raw } from 'hono/html'

type Markup = ReturnType<typeof html>

const style = `
  :root { color-scheme: light dark; }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
  h2 { margin-top: 2.5rem; } h3 { margin-bottom: 0; }
  code { font: 0.9em ui-monospace, monospace; }
  .method { font-weight: 700; }
  dt { font-weight: 600; } dd { margin: 0 0 0.5rem 1.5rem; }`

export function page(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>${raw(style)}</style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html>`
}
