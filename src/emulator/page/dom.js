/** Elements without HTML strings: what people and Tillie write is only ever text. */

/** `el('a.link', { href }, 'words', node)`; properties are attributes, `on…` are listeners. */
export function el(selector, attributes = {}, ...children) {
  const [tag, ...classes] = selector.split('.')
  const node = document.createElement(tag || 'div')
  if (classes.length > 0) node.className = classes.join(' ')
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else if (value === true) node.setAttribute(name, '')
    else if (value !== undefined && value !== null && value !== false)
      node.setAttribute(name, value)
  }
  node.append(...children.flat().filter((child) => child || child === 0))
  return node
}

/** Words that only a screen reader says. */
export function unseen(words) {
  return el('span.unseen', {}, words)
}

const paths = {
  attach:
    'M8 12.5V7a4 4 0 0 1 8 0v8.5a2.5 2.5 0 0 1-5 0V8h1.6v7.5a.9.9 0 0 0 1.8 0V7a2.4 2.4 0 0 0-4.8 0v8.5a4.1 4.1 0 0 0 8.2 0V8h1.6v7.5a5.7 5.7 0 0 1-11.4 0z',
  send: 'M3.4 20.4 21.2 12 3.4 3.6 3.4 10.1 15 12 3.4 13.9z',
  list: 'M4 6.5h2v2H4zm4 0h12v2H8zm-4 4.5h2v2H4zm4 0h12v2H8zm-4 4.5h2v2H4zm4 0h12v2H8z',
  link: 'M13 4h7v7h-2V7.4l-7.3 7.3-1.4-1.4L16.6 6H13zM5 6h5v2H6v10h10v-4h2v6H4V6z',
  reply: 'M10 8V4l-7 7 7 7v-4.1c5 0 8.5 1.6 11 5.1-1-5-4-10-11-11z',
  tick1: 'M8.6 15.6 5 12l-1.4 1.4 5 5L19.4 7.6 18 6.2z',
  tick2:
    'M15.8 6.2 17.2 7.6 6.9 18 2 13.1l1.4-1.4 3.5 3.5zM21.8 6.2l1.4 1.4L12.8 18l-2.2-2.2 1.4-1.4.8.8z',
  clock:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 2a7 7 0 1 1 0 14 7 7 0 0 1 0-14zm-1 2v6h5v-2h-3V7z',
  wrong: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm-1 4h2v7h-2zm0 8h2v2h-2z',
  verified: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20zm-1.5 14.6L6 12.1l1.5-1.5 3 3 6-6L18 9.1z',
}

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.classList.add('icon')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', paths[name])
  svg.append(path)
  return svg
}
