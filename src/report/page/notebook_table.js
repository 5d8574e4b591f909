// The table, the details of one experiment, and copying its recipe.
const dialog = document.getElementById("dialog");
const recipeOf = (row) => row.recipe.map(text).join("\n") + (row.recipe.length ? "\n" : "");

// Copies by the clipboard if the browser lets us, else by selecting the text: that needs no permission. False: it is only selected.
async function copyText(value, shown) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    // no permission, or no clipboard: the old way
  }
  const range = document.createRange();
  range.selectNodeContents(shown);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  try {
    return document.execCommand("copy");
  } catch {
    return false;
  }
}

function copyButton(row, shown) {
  const button = html("button", { type: "button", class: "copy", title: words.recipe }, words.copy);
  button.addEventListener("click", async () => {
    let place = shown;
    if (!place) {
      place = html("pre", {}, recipeOf(row));
      document.body.append(place);
    }
    const copied = await copyText(recipeOf(row), place);
    if (!shown) place.remove();
    if (!copied && !shown) { openDetails(row); return; }
    button.textContent = copied ? words.copied : words.select;
    button.dataset.done = copied ? "copied" : "selected";
    setTimeout(() => { button.textContent = words.copy; }, 2500);
  });
  return button;
}

function list(title, entries) {
  if (!entries.length) return [];
  const items = html("dl", {});
  for (const [name, value] of entries) items.append(html("dt", {}, name), html("dd", {}, value));
  return title ? [html("h3", {}, title), items] : [items];
}

function openDetails(row) {
  hideTip();
  const close = html("button", { type: "button" }, words.close);
  close.addEventListener("click", () => dialog.close());
  const content = [html("div", { class: "top" }, html("h2", { id: "dialog-title" }, row.name), close)];
  if (row.title) content.push(html("p", {}, row.title));
  if (row.remark) content.push(html("p", { class: row.disputed ? "disputed" : "quiet" }, row.remark));
  const stated = (field) => field.shown(row) !== "";
  const entry = (field) => [field.title, field.shown(row)];
  content.push(...list("", [["date", row.date], ["commit", row.commit], ["config", row.config], ["seed", row.seed], ["record", row.record]]
    .filter((each) => each[1]).map((each) => [words[each[0]], each[1]])));
  content.push(...list(words.results, metrics.filter(stated).map(entry)));
  content.push(...list(words.values, parameters.filter(stated).map(entry)));
  content.push(html("h3", {}, words.recipe));
  if (row.recipe.length) {
    const shown = html("pre", { tabindex: 0 }, recipeOf(row));
    content.push(shown, html("p", {}), copyButton(row, shown));
  } else {
    content.push(html("p", { class: "quiet" }, words.norecipe));
  }
  dialog.replaceChildren(...content);
  if (!dialog.open) dialog.showModal();
}
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

function tableCell(row, field) {
  const shown = field.shown(row);
  const isNumber = field.kind === "metric" || (field.kind === "config" && field.numeric);
  const cell = html("td", isNumber ? { class: "num" } : {});
  if (field.id === "name") {
    const button = html("button", { type: "button", class: "name", title: shown }, shown);
    button.addEventListener("click", () => openDetails(row));
    cell.append(button);
    return cell;
  }
  cell.dataset.label = labelOf(field);
  if (shown === "") return cell;
  if (field.id === "remark" && row.disputed) cell.classList.add("disputed");
  if (shown.length > 30) cell.title = shown;
  const isBest = field.kind === "metric" && field.best !== null && field.number(row) === field.best;
  cell.append(isBest ? html("b", { title: words.bestmark }, shown) : shown);
  return cell;
}

const atOnce = 100;
function drawTable(table, more, list, shownFields, sort, sortBy, limit) {
  const head = html("tr", {});
  for (const field of shownFields) {
    const button = html("button", { type: "button", title: field.title }, labelOf(field));
    button.addEventListener("click", () => sortBy(field));
    const isNumber = field.kind === "metric" || (field.kind === "config" && field.numeric);
    const cell = html("th", isNumber ? { scope: "col", class: "num" } : { scope: "col" }, button);
    if (sort.field === field) cell.setAttribute("aria-sort", sort.ascending ? "ascending" : "descending");
    head.append(cell);
  }
  head.append(html("th", { scope: "col", "aria-label": words.recipe }));
  table.tHead.replaceChildren(head);
  const body = document.createDocumentFragment();
  for (const row of list.slice(0, limit)) {
    const line = html("tr", {}, ...shownFields.map((field) => tableCell(row, field)));
    line.append(html("td", {}, ...(row.recipe.length ? [copyButton(row)] : [])));
    body.append(line);
  }
  if (!list.length) body.append(html("tr", {}, html("td", { colspan: shownFields.length + 1 }, words.none)));
  table.tBodies[0].replaceChildren(body);
  more.hidden = list.length <= limit;
  more.textContent = fill(words.more, { count: Math.min(atOnce, list.length - limit) });
}
