/** The API below `/api/v1`, and its own description, in OpenAPI for programs and as a page for people. */
import { OpenAPIHono } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { type AccessTokens, openAccessTokens } from './access-tokens.ts'
import { accounting } from './accounting.ts'
import { analytics } from './analytics.ts'
import type { ApiDoors } from './api-doors.ts'
import { auth } from './auth.ts'
import { chat } from './chat.ts'
import { basePath, describe } from './describe-operation.ts'
import { docsPage } from './docs-page.ts'
import { imageSearch } from './image-search.ts'
import { inventory } from './inventory.ts'
import { inventoryReads } from './inventory-reads.ts'
import { openLimiter, rateLimits } from './limits.ts'
import type { AnyOperation } from './operation.ts'
import { orderRequests } from './order-requests.ts'
import { orderSteps } from './order-steps.ts'
import { orders } from './orders.ts'
import { outreach } from './outreach.ts'
import { people } from './people.ts'
import { answerFault, Problem, respond } from './problem.ts'
import { productImages } from './product-images.ts'
import { products } from './products.ts'
import { reportAdmin } from './report-admin.ts'
import { reportRuns } from './report-runs.ts'
import { reportSettings } from './report-settings.ts'
import { reports } from './reports.ts'
import { routes } from './routes.ts'
import { admit, type Service, serve } from './serve-operation.ts'
import { synonyms } from './synonyms.ts'
import { totp } from './totp.ts'
import { takingTurns, tooLargeUpload, uploadBytesMax } from './uploads.ts'

const about = {
  openapi: '3.1.0',
  info: {
    title: 'Tillie',
    version: '1',
    description: 'Ask the shop on WhatsApp or Telegram and get a true answer.',
  },
}
const bodyBytesMax = 1024 * 1024

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
  const operations = operationsOf(doors, tokens)
  const inTurn = takingTurns()
  for (const each of operations) add(app, { doors, tokens, limiter }, each, inTurn)
  for (const route of routes) app.openAPIRegistry.registerPath(route)

  const description = app.getOpenAPI31Document(about)
  app.get(`${basePath}/openapi.json`, (c) => c.json(description))
  app.get('/api/docs', (c) => c.html(docsPage(description)))
  app.all(`${basePath}/*`, (c) => respond(c, new Problem('not-found')))
  return app
}

/** In the order in which the page shows them. */
function operationsOf(doors: ApiDoors, tokens: AccessTokens): AnyOperation[] {
  return [
    ...auth(tokens),
    ...totp,
    ...imageSearch,
    ...products,
    ...productImages,
    ...synonyms,
    ...inventoryReads,
    ...inventory,
    ...orders,
    ...orderSteps,
    ...orderRequests,
    ...accounting,
    ...reports,
    ...reportRuns(doors),
    ...reportAdmin(doors),
    ...analytics(doors),
    ...reportSettings,
    ...chat,
    ...people,
    ...outreach,
  ]
}

function add(
  app: OpenAPIHono,
  service: Service,
  operation: AnyOperation,
  inTurn: MiddlewareHandler,
) {
  const { takes } = operation
  const route = describe(operation)
  const maxSize = takes ? uploadBytesMax : bodyBytesMax
  const tooLarge = new Problem('too-large', takes && tooLargeUpload)
  const limit = bodyLimit({ maxSize, onError: (c) => respond(c, tooLarge) })
  const middleware = [admit(service, operation), ...(takes ? [inTurn] : []), limit]
  const work = serve(service, operation) as never
  app.openapi({ ...route, middleware } as never, work)
  const { alias } = operation
  if (alias) app.openapi({ ...route, path: alias, hide: true, middleware } as never, work)
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
