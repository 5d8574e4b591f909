// Makes the headings of tables sort them. The order is in the address, so that it can be shared: #sort=worst.1.asc
"use strict";
(() => {
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
  };
  const sort = (table, column, ascending) => {
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row, place) => ({ row, place, value: valueOf(row, column) }));
    rows.sort((one, other) => {
      const order = typeof one.value === "number" ? one.value - other.value : one.value.localeCompare(other.value);
      return (ascending ? order : -order) || one.place - other.place;
    });
    body.append(...rows.map((each) => each.row));
    [...table.tHead.rows[0].cells].forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const is_number = table.tBodies[0].rows[0]?.cells[column].dataset.v !== undefined;
        const before = head.getAttribute("aria-sort");
        const ascending = before ? before === "descending" : !is_number;
        sort(table, column, ascending);
        history.replaceState(null, "", `#sort=${table.id}.${column}.${ascending ? "asc" : "desc"}`);
      });
    });
  }
  const wanted = /^#sort=([a-z]+)\.(\d+)\.(asc|desc)$/.exec(location.hash);
  const table = wanted && document.getElementById(wanted[1]);
  if (table?.tHead && Number(wanted[2]) < table.tHead.rows[0].cells.length) sort(table, Number(wanted[2]), wanted[3] === "asc");
})();
