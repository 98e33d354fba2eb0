// A sheet that behaves: up, down and Enter move between the rows of a column; left and right at the edge of a text move across.
function cellOf(input) {
  const cell = input.closest("td, th");
  return { row: cell.parentElement, column: cell.cellIndex };
}

function inputAt(row, column) {
  return row?.cells[column]?.querySelector("input:not([type=hidden]), textarea, select");
}

function move(input, rows, columns) {
  const { row, column } = cellOf(input);
  if (rows) {
    const all = [...row.closest("table").rows];
    for (let at = all.indexOf(row) + rows; at >= 0 && at < all.length; at += rows) {
      const next = inputAt(all[at], column);
      if (next) return next;
    }
    return null;
  }
  for (let at = column + columns; at >= 0 && at < row.cells.length; at += columns) {
    const next = inputAt(row, at);
    if (next) return next;
  }
  return null;
}

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.closest?.("table.sheet-edit") || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  if (input.matches("select")) return;
  const atStart = input.selectionEnd === 0;
  const atEnd = input.selectionStart === input.value.length;
  const multiline = input.matches("textarea");
  let next = null;
  if (event.key === "ArrowUp" && (!multiline || atStart)) next = move(input, -1, 0);
  else if (event.key === "ArrowDown" && (!multiline || atEnd)) next = move(input, 1, 0);
  else if (event.key === "Enter" && !multiline) next = move(input, event.shiftKey ? -1 : 1, 0);
  else if (event.key === "ArrowLeft" && atStart) next = move(input, 0, -1);
  else if (event.key === "ArrowRight" && atEnd) next = move(input, 0, 1);
  else return;
  if (next) {
    event.preventDefault();
    next.focus();
    next.select?.();
  } else if (event.key === "Enter" && !multiline) event.preventDefault();
});
