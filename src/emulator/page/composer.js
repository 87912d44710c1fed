/** Where the person writes: Enter sends, Shift+Enter breaks the line, a picture may be attached. */
import { icon } from './dom.js'
import { asPhoto } from './photo.js'

const heightMaxPx = 128

export function openComposer(root, { channel, say }) {
  const form = root.querySelector('.composer')
  const field = form.querySelector('textarea')
  const picker = form.querySelector('input[type=file]')
  const attached = form.querySelector('.attached')
  const thumb = attached.querySelector('img')
  let file = null

  field.setAttribute('aria-label', `Message on ${channel === 'whatsapp' ? 'WhatsApp' : 'Telegram'}`)
  form.querySelector('.attach').append(icon('attach'))
  form.querySelector('.send').append(icon('send'))
  form.addEventListener('submit', send)
  field.addEventListener('input', grow)
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) send(event)
  })
  field.addEventListener('paste', (event) => {
    const [pasted] = event.clipboardData.files
    if (pasted) attach(pasted)
  })
  picker.addEventListener('change', () => attach(picker.files[0]))
  root.addEventListener('dragover', (event) => event.preventDefault())
  root.addEventListener('drop', (event) => {
    event.preventDefault()
    const [dropped] = event.dataTransfer.files
    if (dropped) attach(dropped)
  })
  attached.querySelector('button').addEventListener('click', () => {
    attach(null)
    field.focus()
  })
  grow()
  return { focus: () => field.focus({ preventScroll: true }), reset }

  function reset() {
    field.value = ''
    attach(null)
    grow()
  }

  async function send(event) {
    event.preventDefault()
    const said = { channel, text: field.value.trim(), file }
    if (!said.text && !file) return
    reset()
    try {
      await say({ ...said, file: said.file && (await asPhoto(said.file)) })
    } catch (error) {
      field.value = said.text
      attach(said.file)
      field.setCustomValidity(error.message)
      field.reportValidity()
      field.addEventListener('input', () => field.setCustomValidity(''), { once: true })
    }
    field.focus()
  }

  function attach(chosen) {
    URL.revokeObjectURL(thumb.src)
    file = chosen ?? null
    if (!file) picker.value = ''
    attached.hidden = !file
    attached.querySelector('span').textContent = file?.name ?? ''
    thumb.hidden = !file?.type.startsWith('image/')
    if (file && !thumb.hidden) thumb.src = URL.createObjectURL(file)
    else thumb.removeAttribute('src')
    if (file) field.focus()
    grow()
  }

  function grow() {
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, heightMaxPx)}px`
    form.classList.toggle('ready', field.value.trim() !== '' || file !== null)
  }
}
