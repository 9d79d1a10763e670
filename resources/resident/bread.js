// SPDX-License-Identifier: GPL-3.0-or-later
// What a script adds to the form on which one reserves: plus and minus, the sum, a button that
// says what it will do, name and telephone from this phone, and no second sending.

let form;
let allows;
let memory;

const send = document.querySelector('#send');
const sum = document.querySelector('#sum');
const name = send?.textContent;

const numbers = () => [...form.querySelectorAll('input[type="number"]')];

function money(cents) {
  return sum.dataset.money.replace('{whole}', Math.floor(cents / 100))
    .replace('{cents}', String(cents % 100).padStart(2, '0'));
}

/** What one of a product costs with what is chosen of it. */
function price(input) {
  const id = input.name.slice(2);
  const options = [...form.querySelectorAll(`select[name^="o.${CSS.escape(id)}."]`)];
  return options.reduce((cents, select) => cents + Number(select.selectedOptions[0]?.dataset.price ?? 0),
    Number(input.dataset.price));
}

function tell() {
  const inputs = numbers();
  const count = inputs.reduce((n, input) => n + Number(input.value), 0);
  const cents = inputs.reduce((n, input) => n + Number(input.value) * price(input), 0);
  const slot = form.querySelector('input[name="from"]:checked');
  sum.hidden = count === 0;
  sum.textContent = `${sum.dataset.sum.replace('{number}', count)} ${money(cents)}`;
  send.textContent = slot
    ? send.dataset.for.replace('{time}', slot.labels[0].querySelector('strong').textContent) : name;
  for (const input of inputs) {
    const [less, more] = input.parentElement.querySelectorAll('button');
    less.disabled = Number(input.value) <= 0;
    more.disabled = Number(input.value) >= Number(input.max);
  }
}

function addSteps(input) {
  const label = input.closest('li').querySelector('strong').textContent;
  for (const [sign, step, place] of [['−', -1, 'beforebegin'], ['+', 1, 'afterend']]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = sign;
    button.setAttribute('aria-label', `${sign} 1 ${label}`);
    button.addEventListener('click', () => {
      input.value = Math.min(Number(input.max), Math.max(0, Number(input.value) + step));
      tell();
    });
    input.insertAdjacentElement(place, button);
  }
}

/* What was typed once stays on this phone, if its owner wants that. */
function fillIn() {
  const kept = allows('name') ? memory.read('name') ?? {} : {};
  for (const input of form.querySelectorAll('[data-kept]')) {
    if (!input.value && kept[input.name]) input.value = kept[input.name];
  }
}

function keep() {
  if (!allows('name')) return;
  const fields = [...form.querySelectorAll('[data-kept]')];
  memory.write('name', Object.fromEntries(fields.map((input) => [input.name, input.value])));
}

function watchLine() {
  const offline = !navigator.onLine || document.body.classList.contains('offline');
  send.disabled = offline;
  if (offline) send.textContent = send.dataset.offline; else tell();
}

/** @param phone what the page knows of this phone: what it allows, and its memory */
export function start(element, phone) {
  form = element;
  ({ allows, memory } = phone);
  numbers().forEach(addSteps);
  fillIn();
  form.addEventListener('input', tell);
  form.addEventListener('submit', () => {
    keep();
    // After the browser took what the button says.
    setTimeout(() => { form.querySelectorAll('button').forEach((button) => { button.disabled = true; }); });
  });
  addEventListener('pageshow', watchLine);
  addEventListener('online', watchLine);
  addEventListener('offline', watchLine);
  addEventListener('parvis-line', watchLine);
  watchLine();
}
