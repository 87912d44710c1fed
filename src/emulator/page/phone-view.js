/** One of the two phones: its chat, its typing, its list sheet. */
import { bubbleNode, changeTick, isOnlyTickChanged } from './bubble.js'
import { openComposer } from './composer.js'
import { el, icon, unseen } from './dom.js'
import { openSheet } from './sheet.js'

const nearEndPx = 120
const toastMs = 3500
const asks = {
  owner: ['How did we do yesterday?', 'send me the PDF', 'top 5 products last month', 'why?'],
  finance: ['Net sales last month by week', 'send me the PDF', 'returns last month', 'why?'],
  staff: ['top 5 products last month', 'How many orders yesterday?', 'help'],
  customer: ['Do you have the gooseneck kettle?', 'Hello, what can you do?'],
}
/** Screenshots that the phone has in its album, for whoever has no picture at hand. */
const shots = {
  customer: { teapot: 'Do you have this?', kettle: 'How much is this?', lamp: 'Is this in stock?' },
  staff: { lamp: 'How many of these do we have?' },
}

/** `say(said)` posts; `persona()` is who writes now. */
export function openPhone(channel, { say, persona }) {
  const root = document.getElementById(channel)
  root.append(document.getElementById('phone').content.cloneNode(true))
  const [chatNode, bubbles, empty, typing, presence, toast] = [
    '.chat',
    '.bubbles',
    '.empty',
    '.typing',
    '.presence',
    '.toast',
  ].map((selector) => root.querySelector(selector))
  const name = channel === 'whatsapp' ? 'WhatsApp' : 'Telegram'
  // It scrolls, so that the keyboard must reach it.
  chatNode.tabIndex = 0
  chatNode.setAttribute('aria-label', `${name} messages`)
  root.querySelector('.badge').append(el('span', {}, name))
  root.querySelector('h2').append(icon('verified'), unseen(' on ', name))
  const still = channel === 'whatsapp' ? 'business account' : 'bot'
  const composer = openComposer(root, { channel, say })
  const sheet = openSheet(root, { onPick: (bubble, id) => tap(bubble, id) })
  const hands = { tap, find, openList: sheet.open }
  let shown = []
  let role = ''
  let typingTimer
  let toastTimer

  presence.textContent = still
  return { show, put, type, tell, focus: composer.focus }

  /** Another person's chat, or the same one told anew. */
  function show(chat) {
    if (chat.role !== role) composer.reset()
    role = chat.role
    shown = chat.bubbles
    sheet.close()
    hush()
    bubbles.replaceChildren(...shown.map((bubble) => bubbleNode(bubble, channel, hands)))
    showEmpty()
    if (shown.length > 0) toEnd()
    else chatNode.scrollTop = 0
  }

  function put(bubble) {
    const wasAtEnd = isAtEnd()
    const node = bubbles.querySelector(`[data-id="${CSS.escape(bubble.id)}"]`)
    shown = node ? shown.map((one) => (one.id === bubble.id ? bubble : one)) : [...shown, bubble]
    if (!node) {
      if (bubble.from === 'shop') hush()
      bubbles.append(bubbleNode(bubble, channel, hands))
      showEmpty()
    } else if (isOnlyTickChanged(node, bubble)) changeTick(node, bubble)
    else replace(node, bubble)
    if (wasAtEnd || (!node && bubble.from === 'person')) toEnd()
    if (wasAtEnd && !node) showBeginning()
  }

  function replace(node, bubble) {
    const keys = [...node.querySelectorAll('button, a')]
    const focused = keys.indexOf(document.activeElement)
    const next = bubbleNode(bubble, channel, hands)
    node.replaceWith(next)
    next.querySelectorAll('button, a')[focused]?.focus()
  }

  function type(forMs) {
    const wasAtEnd = isAtEnd()
    typing.hidden = false
    presence.textContent = 'typing…'
    presence.classList.add('busy')
    clearTimeout(typingTimer)
    typingTimer = setTimeout(hush, forMs)
    if (wasAtEnd) toEnd()
  }

  function hush() {
    clearTimeout(typingTimer)
    typing.hidden = true
    presence.textContent = still
    presence.classList.remove('busy')
  }

  function tell(text) {
    toast.textContent = text
    toast.hidden = false
    clearTimeout(toastTimer)
    toastTimer = setTimeout(() => {
      toast.hidden = true
    }, toastMs)
  }

  function tap({ id: message }, id) {
    say({ channel, tap: { message, id } }).catch((error) => tell(error.message))
    composer.focus()
  }

  function find(id) {
    return shown.find((bubble) => bubble.id === id) ?? null
  }

  function showEmpty() {
    const { role, name, about } = persona()
    empty.hidden = shown.length > 0
    if (empty.hidden || empty.dataset.role === role) return
    empty.dataset.role = role
    empty.replaceChildren(
      el('p.about', {}, el('b', {}, name), el('span', {}, about)),
      el(
        'div.asks',
        {},
        asks[role].map((text) =>
          el('button.ask', { type: 'button', onclick: () => ask(text) }, text),
        ),
      ),
      el('div.shots', {}, Object.entries(shots[role] ?? {}).map(shotButton)),
    )
  }

  function shotButton([shot, text]) {
    const href = `/phone/api/samples/${shot}`
    return el(
      'button.shot',
      { type: 'button', onclick: () => send(href, `${shot}.jpg`, text) },
      el('img', { src: href, alt: '', width: 78, height: 152 }),
      text,
    )
  }

  function ask(text) {
    say({ channel, text }).catch((error) => tell(error.message))
    composer.focus()
  }

  async function send(href, name, text) {
    composer.focus()
    try {
      const picture = await (await fetch(href)).blob()
      await say({ channel, text, file: new File([picture], name, { type: picture.type }) })
    } catch (error) {
      tell(error.message)
    }
  }

  function isAtEnd() {
    return chatNode.scrollHeight - chatNode.scrollTop - chatNode.clientHeight < nearEndPx
  }

  /** A message taller than the phone is read from its first line. */
  function showBeginning() {
    const { offsetTop, offsetHeight } = bubbles.lastElementChild
    if (offsetHeight > chatNode.clientHeight)
      chatNode.scrollTop = offsetTop - chatNode.offsetTop - 10
  }

  function toEnd() {
    chatNode.scrollTop = chatNode.scrollHeight
  }
}
