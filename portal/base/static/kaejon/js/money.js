// The sum of a money grid while typing. Amounts are read as the server reads them (portal/kit/thai/numbers.py): Thai digits,
// commas in their places, "-" or blank for nothing planned, at most two decimals. What is unclear is marked and not summed;
// the server says in words what to do. Counted in whole satang, so that no rounding shows.
const CLEAR = /^(\d{1,3}(,\d{3})+|\d+)(\.(\d{1,2}))?$/;

export function satang(text) {
  const plain = text
    .replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
    .replace(/บาท\s*$|\.-\s*$/, "")
    .trim();
  if (/^[-–—]?$/.test(plain)) return null;
  const match = CLEAR.exec(plain);
  if (!match) return undefined;
  return BigInt(match[1].replaceAll(",", "")) * 100n + BigInt((match[4] ?? "").padEnd(2, "0"));
}

export function baht(amount) {
  const whole = (amount / 100n).toLocaleString("en-US");
  const rest = amount % 100n;
  return rest ? `${whole}.${String(rest).padStart(2, "0")}` : whole;
}

function sum(grid) {
  let total = 0n;
  let planned = false;
  for (const cell of grid.querySelectorAll("input:not([type=hidden]), [data-money]")) {
    const amount = satang(cell.dataset.money ?? cell.value);
    cell.classList.toggle("unclear", amount === undefined);
    if (amount === null || amount === undefined) continue;
    total += amount;
    planned = true;
  }
  const place = grid.querySelector("[data-money-sum]");
  if (place) place.value = planned ? baht(total) : "-";
}

for (const grid of document.querySelectorAll("[data-money-grid]")) {
  sum(grid);
  grid.addEventListener("input", () => sum(grid));
}
