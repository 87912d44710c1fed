/** The page: who is writing, which phone is shown, and one stream of everything that happens. */
import { post, say } from './api.js'
import { el, unseen } from './dom.js'
import { openPhone } from './phone-view.js'
import { openWire } from './wire-view.js'

const roleNames = { owner: 'Owner', finance: 'Finance', staff: 'Staff', customer: 'Customer' }
const state = { personas: [], chats: [], role: remembered('role', roleNames) ?? 'owner' }
const persona = () => state.personas.find(({ role }) => role === state.role)
const speak = (said) => say({ persona: state.role, ...said })
const phones = {
  whatsapp: openPhone('whatsapp', { say: speak, persona }),
  telegram: openPhone('telegram', { say: speak, persona }),
}
const wire = openWire({ persona })
const offline = document.getElementById('offline')

for (const button of document.querySelectorAll('.views button'))
  button.addEventListener('click', () => turnTo(button.dataset.view))
turnTo(remembered('view', { whatsapp: '', telegram: '', wire: '' }) ?? 'whatsapp')
listen()

function listen() {
  const events = new EventSource('/phone/api/events')
  const on = (name, take) => events.addEventListener(name, (event) => take(JSON.parse(event.data)))
  const onMine = (name, take) =>
    on(name, (event) => {
      if (event.role === state.role) take(phones[event.channel], event)
    })

  events.addEventListener('open', () => {
    offline.hidden = true
  })
  events.addEventListener('error', () => {
    offline.hidden = false
  })
  on('state', ({ personas, chats, wire: entries }) => {
    Object.assign(state, { personas, chats })
    showPeople()
    wire.show(entries)
    choose(state.role)
  })
  on('bubble', ({ channel, role, bubble }) => {
    const { bubbles } = chatOf(channel, role)
    const at = bubbles.findIndex(({ id }) => id === bubble.id)
    if (at < 0) bubbles.push(bubble)
    else bubbles[at] = bubble
    if (role === state.role) phones[channel].put(bubble)
    else if (at < 0 && bubble.from === 'shop') showNews(role, true)
  })
  onMine('typing', (phone, { forMs }) => phone.type(forMs))
  onMine('toast', (phone, { text }) => phone.tell(text))
  on('wire', ({ entry }) => wire.add(entry))
}

function choose(role) {
  state.role = role
  sessionStorage.setItem('role', role)
  for (const channel of ['whatsapp', 'telegram']) phones[channel].show(chatOf(channel, role))
  showNews(role, false)
  post('look', { persona: role }).catch(() => {})
}

function showPeople() {
  const people = document.getElementById('people')
  if (people.querySelector('label')) return
  people.append(
    ...state.personas.map(({ role, name }) =>
      el(
        'label.person',
        { title: name },
        el('input', {
          type: 'radio',
          name: 'role',
          value: role,
          checked: role === state.role,
          onchange: () => choose(role),
        }),
        el(`span.initials.${role}`, { 'aria-hidden': 'true' }, initials(name)),
        el('span.who', {}, el('b', {}, roleNames[role]), el('small', {}, name)),
        el(`span.news.${role}`, { hidden: true }, unseen(' has a new message')),
      ),
    ),
  )
}

/** Tillie wrote to somebody whose phone is not looked at. */
function showNews(role, isNew) {
  const news = document.querySelector(`.news.${role}`)
  if (news) news.hidden = !isNew
}

function turnTo(view) {
  document.body.dataset.view = view
  sessionStorage.setItem('view', view)
  for (const button of document.querySelectorAll('.views button'))
    button.setAttribute('aria-pressed', String(button.dataset.view === view))
}

function chatOf(channel, role) {
  return state.chats.find((chat) => chat.channel === channel && chat.role === role)
}

function initials(name) {
  return name
    .split(' ')
    .map(([first]) => first)
    .join('')
}

function remembered(key, known) {
  const value = sessionStorage.getItem(key)
  return value in known ? value : null
}
