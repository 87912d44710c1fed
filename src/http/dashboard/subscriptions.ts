/** Subscriptions: what one gets when, and what others get for whoever looks after people. */
import { Hono } from 'hono'
import { html } from 'hono/html'
import { listSubscriptions, type Subscription, stopSubscription } from '#domain/subscriptions.ts'
import { rhythmWords } from '#kit/rhythm-words.ts'
import { reportKinds } from '#reports/kinds.ts'
import { formToken } from './forms.ts'
import type { Markup } from './frame.ts'
import { icon } from './icons.ts'
import { type PageDeps, refusalOf, show, visitorAt } from './pages.ts'
import { formatName, momentWords } from './run-words.ts'
import { faultLine } from './sign-in-pages.ts'
import type { PageContext, Pages, Visitor } from './visitor.ts'

const at = 'subscriptions'
const path = '/dashboard/subscriptions'
const channelNames = { whatsapp: 'WhatsApp', telegram: 'Telegram' } as const

export function subscriptionPages(deps: PageDeps): Hono<Pages> {
  const { forms, doors } = deps
  const app = new Hono<Pages>()
  app.get(path, (c) => showAll(c, deps))
  app.post(`${path}/:id/stop`, async (c) => {
    const visitor = visitorAt(c, at)
    const { actor, org, now } = visitor
    await forms.read(c, visitor.cookie)
    const id = c.req.param('id')
    const fault = await refusalOf(() =>
      doors.db.asOrg(org.id, (sql) => stopSubscription(sql, actor, { id, now })),
    )
    return fault ? showAll(c, deps, fault) : c.redirect(path, 303)
  })
  return app
}

async function showAll(c: PageContext, deps: PageDeps, fault?: string) {
  const visitor = visitorAt(c, at)
  const { actor, org } = visitor
  const all = actor.may.has('people:manage')
  const items = await deps.doors.db.asReader(org.id, (sql) =>
    listSubscriptions(sql, actor, { all }),
  )
  const mine = items.filter(({ userId }) => userId === actor.userId)
  const others = items.filter(({ userId }) => userId !== actor.userId)
  const body = html`
    <div class="top"><div>
      <h1>Subscriptions</h1>
      <p class="lead">Reports that come by themselves, in ${org.timezone.replace('_', ' ')} time.</p>
    </div></div>
    ${faultLine(fault)}
    <section class="card" aria-labelledby="mine">
      <h2 id="mine">What you get</h2>
      ${mine.length > 0 ? table(mine, visitor, 'mine') : nothing}
    </section>
    ${others.length > 0 ? html`<section class="card" aria-labelledby="others"><h2 id="others">What others get</h2>${table(others, visitor, 'others')}</section>` : ''}`
  return show(c, deps, { title: 'Subscriptions', at, body, status: fault ? 422 : 200 })
}

const nothing = html`<div class="empty">
  ${icon('clock')}<b>Nothing comes by itself yet</b>
  <span>Write to Tillie, for example: “send me the daily report every weekday at 7:30”.</span>
</div>`

function table(items: readonly Subscription[], visitor: Visitor, labelled: string): Markup {
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${labelled}">
    <table class="stacks">
      <thead><tr>
        <th scope="col">Report</th><th scope="col">When</th><th scope="col">Next</th>
        <th scope="col">How</th><th scope="col"><span class="unseen">Stop it</span></th>
      </tr></thead>
      <tbody>${items.map((one) => row(one, visitor))}</tbody>
    </table>
  </div>`
}

function row(one: Subscription, { org, actor, formToken: token }: Visitor): Markup {
  const { id, type, rhythm, nextAt, format, channels, userId, userName, onlyWhen } = one
  const title = reportKinds.find((kind) => kind.type === type)?.title ?? type
  const when = rhythmWords(rhythm)
  const file = format === 'text' ? 'Text' : formatName(format)
  const ways =
    channels.length > 0 ? channels.map((name) => channelNames[name]).join(', ') : 'your last chat'
  return html`<tr>
    <th scope="row">${title}${userId === actor.userId ? '' : html` <small>for ${userName ?? 'somebody'}</small>`}</th>
    <td>${when[0]!.toUpperCase() + when.slice(1)}</td>
    <td data-title="Next">${nextAt ? momentWords(nextAt, org) : '–'}</td>
    <td>${file} <small>to ${ways}${onlyWhen === 'anything' ? ', when there is something to say' : ''}</small></td>
    <td><form method="post" action="${path}/${id}/stop">
      ${formToken(token)}
      <button type="submit" aria-label="Stop ${title} ${when}">Stop</button>
    </form></td>
  </tr>`
}
