/** The API's own description, in OpenAPI for programs and as a page for people. */
import { OpenAPIHono } from '@hono/zod-openapi'
import { docsPage } from './docs-page.ts'
import { routes } from './routes.ts'

const about = {
  openapi: '3.1.0',
  info: {
    title: 'Tillie',
    version: '1',
    description: 'Ask the shop on WhatsApp or Telegram and get a true answer.',
  },
}

export function api(): OpenAPIHono {
  const app = new OpenAPIHono()
  for (const route of routes) app.openAPIRegistry.registerPath(route)
  const description = app.getOpenAPI31Document(about)
  app.get('/api/v1/openapi.json', (c) => c.json(description))
  app.get('/api/docs', (c) => c.html(docsPage(description)))
  return app
}
