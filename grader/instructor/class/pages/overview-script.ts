/** The script of the overview: searches, filters and sorts its table, without a network. */
import { program } from './html';

export const SCRIPT = program`
'use strict';
(() => {
  const table = document.querySelector('#submissions');
  const tools = document.querySelector('#tools');
  if (!table || !tools) return;
  const [search, standing] = [tools.querySelector('input'), tools.querySelector('select')];
  const told = tools.querySelector('[role=status]');
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/);
    let many = 0;
    for (const row of rows) {
      const fits = words.every((word) => texts.get(row).includes(word));
      row.hidden = !fits || (standing.value !== '' && row.dataset.kind.split(' ').indexOf(standing.value) < 0);
      if (!row.hidden) many++;
    }
    told.textContent = many + ' of ' + rows.length + ' shown';
  };
  const valueOf = (row, at) => {
    const cell = row.cells[at];
    return cell.dataset.value === undefined ? cell.textContent.trim().toLowerCase() : cell.dataset.value;
  };
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    if (a !== '' && b !== '' && !Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, at) => {
    const button = head.querySelector('button');
    button.disabled = false;
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const keyed = rows.map((row, place) => ({ row, place, value: valueOf(row, at) }));
      keyed.sort((a, b) => {
        // What has no value is last, whichever way.
        if ((a.value === '') !== (b.value === '')) return a.value === '' ? 1 : -1;
        return (down ? -1 : 1) * compare(a.value, b.value) || a.place - b.place;
      });
      body.append(...keyed.map(({ row }) => row));
    });
  });
  search.addEventListener('input', show);
  standing.addEventListener('change', show);
  tools.hidden = false;
  show();
})();
`;
