/** WhatsApp's list, as a sheet from below: arrows move, Enter picks, Escape closes. */
import { el } from './dom.js'

export function openSheet(root, { onPick }) {
  const sheet = root.querySelector('.sheet')
  const behind = [root.querySelector('.chat'), root.querySelector('.composer')]
  let opener = null

  sheet.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return close()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const rows = [...sheet.querySelectorAll('.row')]
    const at = rows.indexOf(document.activeElement)
    rows[(at + step + rows.length) % rows.length].focus()
  })
  return { open, close }

  function open(bubble) {
    opener = document.activeElement
    sheet.setAttribute('aria-label', bubble.list.label)
    sheet.replaceChildren(
      el('button.scrim', { type: 'button', tabindex: -1, 'aria-label': 'Close', onclick: close }),
      el(
        'div.panel',
        {},
        el(
          'header',
          {},
          el('h3', {}, bubble.list.label),
          el(
            'button.close',
            { type: 'button', 'aria-label': 'Close the list', onclick: close },
            '✕',
          ),
        ),
        bubble.list.sections.map((section) => sectionNode(bubble, section)),
      ),
    )
    for (const node of behind) node.inert = true
    sheet.hidden = false
    sheet.querySelector('.row').focus()
  }

  function close() {
    if (sheet.hidden) return
    sheet.hidden = true
    for (const node of behind) node.inert = false
    opener?.focus()
  }

  function sectionNode(bubble, { title, rows }) {
    return el(
      'section',
      {},
      title && el('h4', {}, title),
      rows.map(({ id, title, description }) =>
        el(
          'button.row',
          {
            type: 'button',
            onclick: () => {
              close()
              onPick(bubble, id)
            },
          },
          el('b', {}, title),
          description && el('small', {}, description),
        ),
      ),
    )
  }
}
