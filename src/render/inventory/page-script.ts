/**
 * Sorts and filters the rows that are there; it makes no markup of anything, and asks nobody. Without it, the table stands as
 * it was printed.
 */
export const PAGE_SCRIPT = `'use strict';
(() => {
  const table = document.querySelector('table.inventory');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const filter = document.querySelector('#Filter');
  const shown = document.querySelector('#Shown');
  const keyOf = (row, column) => row.cells[column].dataset.key;
  const texts = new Map(rows.map(row => [row, [...row.cells].map(cell => cell.textContent).join(' ').toLowerCase()]));
  function narrow() {
    const words = filter.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !words.every(word => texts.get(row).includes(word));
      if (!row.hidden) count += 1;
    }
    shown.textContent = count + ' of ' + rows.length;
  }
  function sort(head, column) {
    const isAmount = head.dataset.amount !== undefined;
    const first = isAmount ? 'descending' : 'ascending';
    const other = isAmount ? 'ascending' : 'descending';
    const order = head.getAttribute('aria-sort') === first ? other : first;
    for (const cell of table.tHead.rows[0].cells) cell.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', order);
    const sign = order === 'ascending' ? 1 : -1;
    const compare = (a, b) => {
      const [x, y] = [keyOf(a, column), keyOf(b, column)];
      if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined);
      return sign * (isAmount ? Number(x) - Number(y) : x < y ? -1 : x > y ? 1 : 0);
    };
    body.append(...rows.sort(compare));
  }
  for (const [column, head] of [...table.tHead.rows[0].cells].entries())
    head.querySelector('button').addEventListener('click', () => sort(head, column));
  filter.addEventListener('input', narrow);
  document.querySelector('#Tools').hidden = false;
  narrow();
})();
`
