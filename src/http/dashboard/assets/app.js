/** What pages do beyond links and forms: show the fields that the chosen report asks for. */
const choice = document.querySelector('[data-chooses]')

function showFields() {
  const { span, formats } = choice.selectedOptions[0].dataset
  for (const part of document.querySelectorAll('[data-for]')) {
    const isMeant = part.dataset.for.split(' ').includes(span)
    part.hidden = !isMeant
    for (const field of part.querySelectorAll('input, select')) field.disabled = !isMeant
  }
  const known = formats.split(' ')
  for (const box of document.querySelectorAll('[data-format]')) {
    const isKnown = known.includes(box.dataset.format)
    box.hidden = !isKnown
    box.querySelector('input').disabled = !isKnown
  }
}

if (choice) {
  choice.addEventListener('change', showFields)
  showFields()
}
