/** The API below `/api/v1`, and its own description, in OpenAPI for programs and as a page for people. */
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type AccessTokens, openAccessTokens } from './access-tokens.ts'
import { accounting } from './accounting.ts'
import type { ApiDoors } from './api-doors.ts'
import { auth } from './auth.ts'
import { chat } from './chat.ts'
import { basePath, describe } from './describe-operation.ts'
import { docsPage } from './docs-page.ts'
import { inventory } from './inventory.ts'
import { inventoryReads } from './inventory-reads.ts'
import { openLimiter, rateLimits } from './limits.ts'
import type { AnyOperation } from './operation.ts'
import { orderSteps } from './order-steps.ts'
import { orders } from './orders.ts'
import { outreach } from './outreach.ts'
import { people } from './people.ts'
import { answerFault, Problem, respond } from './problem.ts'
import { productImages } from './product-images.ts'
import { products } from './products.ts'
import { reports } from './reports.ts'
import { routes } from './routes.ts'
import { admit, type Service, serve } from './serve-operation.ts'
import { totp } from './totp.ts'

const about = {
  openapi: '3.1.0',
  info: {
    title: 'Tillie',
    version: '1',
    description: 'Ask the shop on WhatsApp or Telegram and get a true answer.',
  },
}
const bodyBytesMax = 1024 * 1024
const uploadBytesMax = 5 * 1024 * 1024

export function api(doors: ApiDoors): OpenAPIHono {
  const app = new OpenAPIHono({ defaultHook: refuseInvalid })
  const tokens = openAccessTokens(doors.secretKey)
  const limiter = openLimiter(doors.rateLimits ?? rateLimits)
  app.onError(answerFault(doors.log))
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The access token of a session, or a key of another system (`till_…`)',
  })
  const operations = operationsOf(tokens)
  for (const each of operations) add(app, { doors, tokens, limiter }, each)
  for (const route of routes) app.openAPIRegistry.registerPath(route)

  const description = app.getOpenAPI31Document(about)
  app.get(`${basePath}/openapi.json`, (c) => c.json(description))
  app.get('/api/docs', (c) => c.html(docsPage(description)))
  app.all(`${basePath}/*`, (c) => respond(c, new Problem('not-found')))
  return app
}

/** In the order in which the page shows them. */
function operationsOf(tokens: AccessTokens): AnyOperation[] {
  return [
    ...auth(tokens),
    ...totp,
    ...products,
    ...productImages,
    ...inventoryReads,
    ...inventory,
    ...orders,
    ...orderSteps,
    ...accounting,
    ...reports,
    ...chat,
    ...people,
    ...outreach,
  ]
}

function add(app: OpenAPIHono, service: Service, operation: AnyOperation) {
  const maxSize = operation.takes ? uploadBytesMax : bodyBytesMax
  const route = describe(operation)
  const tooLarge = (c: Context) => respond(c, new Problem('too-large'))
  const middleware = [admit(service, operation), bodyLimit({ maxSize, onError: tooLarge })]
  app.openapi({ ...route, middleware } as never, serve(service, operation) as never)
}

interface Validated {
  success: boolean
  error?: { issues: { path: PropertyKey[]; message: string }[] }
}

const faultsToldMax = 20

function refuseInvalid({ success, error }: Validated) {
  if (success) return
  const errors = (error?.issues ?? []).slice(0, faultsToldMax).map(({ path, message }) => ({
    at: path.map(String).join('.'),
    says: message,
  }))
  throw new Problem('invalid', undefined, { errors })
}
